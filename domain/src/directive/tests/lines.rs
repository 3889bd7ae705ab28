//! Printed lines that were joined, and the line that a fact bears.

use super::{helpers::*, *};

#[test]
fn a_fact_bears_the_line_it_stands_in() {
    let facts = autumn(
        "请各单位务必高度重视本次专项整治工作并安排好人员\n和车辆认真组织实施本地区的监督检查工作。请各单位将\n年度工作总结于12月20日前报送市局，会议于12月3日开。\n12月5日以后各单位再按照市局的统一部署开展监督检查。",
    );
    let lines: Vec<_> = facts.owed.iter().map(|demand| (demand.line, demand.fact.what.as_str())).collect();
    assert_eq!(lines, [(6, "年度工作总结")]);
    let aside: Vec<_> = facts.set_aside.iter().map(|aside| aside.line).collect();
    assert_eq!(aside, [5, 7]);
}

#[test]
fn a_line_that_ends_with_a_day_goes_on_where_the_bound_follows() {
    let facts = autumn(
        "请各单位务必高度重视本次专项整治工作，将本单位的总结于2024年12月20日\n前报送市局质量发展科。",
    );
    assert_eq!(due(&facts), ["2024-12-20 本单位的总结"]);
    assert_eq!(facts.owed[0].fact.to.as_deref(), Some("市局质量发展科"));
    // 前期 begins something of its own.
    let apart = autumn(
        "请各单位务必高度重视本次专项整治工作，会议定于2024年12月20日\n前期准备工作由市局办公室完成。",
    );
    assert_eq!((due(&apart).len(), apart.set_aside.len()), (0, 1));
}

#[test]
fn many_lines_without_an_end_are_read_in_time_that_grows_with_them() {
    let line = format!("{}\n", "某".repeat(20));
    let facts = read(&line.repeat(9_000));
    assert_eq!(facts.owed, []);
}

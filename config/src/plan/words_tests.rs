//! What is told of a plan: the line and the cause, in the words of the file.

use super::tests::{example_with, lines, loaded, told};

/// The line of the example plan that begins with this text.
fn line_of(start: &str) -> usize {
    let text = std::fs::read_to_string("plans/example.yaml").unwrap();
    text.lines().position(|line| line.trim_start().starts_with(start)).unwrap() + 1
}

#[test]
fn a_broken_colon_is_told_at_its_line_and_named() {
    for (key, colon) in
        [("title", "："), ("closes", "："), ("timezone", "："), ("title", ":"), ("issued", "：")]
    {
        let refused = told(example_with(&format!("\n{key}: "), &format!("\n{key}{colon}")));
        let line = line_of(&format!("{key}: "));
        assert_eq!(lines(&refused), [(line, "")], "{refused}");
        let named = if colon == "：" {
            format!("“{key}：” has a full-width colon")
        } else {
            format!("colon of “{key}:”")
        };
        assert!(refused.to_string().contains(&named), "{refused}");
    }
    let nested = told(example_with("  gentle:\n", "  gentle：\n"));
    assert_eq!(lines(&nested)[0].0, line_of("gentle:"), "{nested}");
}

#[test]
fn a_broken_colon_between_braces_is_seen_through() {
    let refused = told(example_with("{ by: issuer }", "{ by：issuer }"));
    assert_eq!(refused.problems.len(), 1, "{refused}");
    assert!(refused.to_string().contains("“by：” has a full-width colon"), "{refused}");
}

#[test]
fn a_day_that_does_not_exist_is_told_as_one() {
    for from in ["due: 2026-08-20", "closes: 2026-12-31", "issued: 2026-05-11", "until: 2026-12-31"] {
        let key = from.split(':').next().unwrap();
        let refused = told(example_with(from, &format!("{key}: 2026-02-31"))).to_string();
        assert!(refused.contains("there is no 2026-02-31: that month has 28 days"), "{from}: {refused}");
    }
}

#[test]
fn a_number_is_told_as_it_stands_in_the_file() {
    for (from, written) in [
        ("issuer: \"522700\"", "issuer: 0522700"),
        ("title: 典型案例初稿", "title: 1e3"),
        ("title: 典型案例初稿", "title: True"),
        ("title: 典型案例初稿", "title: +7"),
    ] {
        let literal = written.split(": ").nth(1).unwrap();
        let refused = told(example_with(from, written)).to_string();
        assert!(
            refused.contains(&format!("found {literal}"))
                || refused.contains(&format!("found the number {literal};")),
            "{refused}"
        );
    }
    let minutes = told(example_with("acknowledge_minutes: 30", "acknowledge_minutes: 0000")).to_string();
    assert!(minutes.contains("0000 is out of range"), "{minutes}");
}

#[test]
fn what_is_cut_off_as_a_comment_is_told() {
    const TITLE: &str = "排查治理行动\n#";
    let with = |behind: &str| example_with(TITLE, &TITLE.replace('\n', &format!("{behind}\n")));
    for cut in [" # 第二批", " #2 整治", "   #2"] {
        let refused = told(with(cut));
        assert_eq!(lines(&refused), [(line_of("title:"), "title")], "{refused}");
        assert!(
            refused.to_string().contains(&format!("“{}” is a comment and not read", cut.trim())),
            "{refused}"
        );
    }
    for fine in ["  # 局里定的", "  ## 局里定的", "   #", "#2"] {
        loaded(with(fine));
    }
    loaded(example_with("title: 典型案例初稿", "title: \"典型案例 #2\""));
    // A date says itself whether it is whole.
    loaded(example_with("closes: 2026-12-31", "closes: 2026-12-31 # 年底"));
    // Between braces everything behind the sign is lost, the closing brace too.
    let braces = told(example_with("title: 典型案例初稿", "title: 典型案例 #2"));
    assert!(braces.to_string().contains("#2, owed_by: executing"), "{braces}");
    assert_eq!(lines(&braces)[0].0, line_of("- { id: case-drafts"), "{braces}");
}

#[test]
fn what_cannot_be_seen_is_told() {
    for (from, to) in [
        ("title: 典型案例初稿", "title: 典型\u{200b}案例初稿"),
        ("id: case-drafts", "id: case\u{feff}-drafts"),
        ("issuer: \"522700\"", "issuer: \"\u{200e}522700\""),
        ("phase: remediation", "phase: reme\u{ad}diation"),
    ] {
        let refused = told(example_with(from, to));
        assert!(refused.to_string().contains("invisible character (U+"), "{to}: {refused}");
    }
}

#[test]
fn a_full_width_sign_among_plain_ones_is_named() {
    for (from, to, sign) in [
        ("due: final-report - 10d", "due: final-report － 10d", '－'),
        ("issued: 2026-05-11", "issued: ２０２６-05-11", '２'),
        ("opens: \"09:00\"", "opens: \"09：00\"", '：'),
        ("before: [1wd]", "before: [1wd，2wd]", '，'),
    ] {
        let refused = told(example_with(from, to)).to_string();
        assert!(refused.contains(&format!("full-width “{sign}”")), "{to}: {refused}");
    }
}

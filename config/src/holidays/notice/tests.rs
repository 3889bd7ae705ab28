//! Notices as they were published from 2018 on, and notices with mistakes.

use super::*;
use crate::{known_holidays, load_handed_in_holidays, read_holidays};
use duban_domain::Calendar;

/// The sections of the notices of these years, in their own words.
const PUBLISHED: &[(i32, &str)] = &[
    (
        2018,
        "一、元旦：1月1日放假，与周末连休。\n二、春节：2月15日至21日放假调休，共7天。2月11日（星期日）、2月24日（星期六）上班。\n\
        三、清明节：4月5日至7日放假调休，共3天。4月8日（星期日）上班。\n四、劳动节：4月29日至5月1日放假调休，共3天。4月28日（星期六）上班。\n\
        五、端午节：6月18日放假，与周末连休。\n六、中秋节：9月24日放假，与周末连休。\n\
        七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期六）、9月30日（星期日）上班。",
    ),
    (
        // With the Labour Day that a later notice of that year moved.
        2019,
        "一、元旦：2018年12月30日至2019年1月1日放假调休，共3天。2018年12月29日（星期六）上班。\n\
        二、春节：2月4日至10日放假调休，共7天。2月2日（星期六）、2月3日（星期日）上班。\n三、清明节：4月5日放假，与周末连休。\n\
        四、劳动节：2019年5月1日至4日放假调休，共4天。4月28日（星期日）、5月5日（星期日）上班。\n五、端午节：6月7日放假，与周末连休。\n\
        六、中秋节：9月13日放假，与周末连休。\n七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。",
    ),
    (
        // With the Spring Festival that a later notice of that year made longer.
        2020,
        "一、元旦：2020年1月1日放假，共1天。\n二、春节：1月24日至2月2日放假调休，共10天。1月19日（星期日）上班。\n\
        三、清明节：4月4日至6日放假调休，共3天。\n四、劳动节：5月1日至5日放假调休，共5天。4月26日（星期日）、5月9日（星期六）上班。\n\
        五、端午节：6月25日至27日放假调休，共3天。6月28日（星期日）上班。\n\
        六、国庆节、中秋节：10月1日至8日放假调休，共8天。9月27日（星期日）、10月10日（星期六）上班。",
    ),
    (
        2021,
        "一、元旦：2021年1月1日至3日放假，共3天。\n二、春节：2月11日至17日放假调休，共7天。2月7日（星期日）、2月20日（星期六）上班。\n\
        三、清明节：4月3日至5日放假调休，共3天。\n四、劳动节：5月1日至5日放假调休，共5天。4月25日（星期日）、5月8日（星期六）上班。\n\
        五、端午节：6月12日至14日放假，共3天。\n六、中秋节：9月19日至21日放假调休，共3天。9月18日（星期六）上班。\n\
        七、国庆节：10月1日至7日放假调休，共7天。9月26日（星期日）、10月9日（星期六）上班。",
    ),
    (
        2022,
        "一、元旦：2022年1月1日至3日放假，共3天。\n二、春节：1月31日至2月6日放假调休，共7天。1月29日（星期六）、1月30日（星期日）上班。\n\
        三、清明节：4月3日至5日放假调休，共3天。4月2日（星期六）上班。\n\
        四、劳动节：4月30日至5月4日放假调休，共5天。4月24日（星期日）、5月7日（星期六）上班。\n五、端午节：6月3日至5日放假，共3天。\n\
        六、中秋节：9月10日至12日放假，共3天。\n七、国庆节：10月1日至7日放假调休，共7天。10月8日（星期六）、10月9日（星期日）上班。",
    ),
    (
        2023,
        "一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。\n\
        二、春节：1月21日至27日放假调休，共7天。1月28日（星期六）、1月29日（星期日）上班。\n三、清明节：4月5日放假，共1天。\n\
        四、劳动节：4月29日至5月3日放假调休，共5天。4月23日（星期日）、5月6日（星期六）上班。\n\
        五、端午节：6月22日至24日放假调休，共3天。6月25日（星期日）上班。\n\
        六、中秋节、国庆节：9月29日至10月6日放假调休，共8天。10月7日（星期六）、10月8日（星期日）上班。",
    ),
    (
        2024,
        "一、元旦：1月1日放假，与周末连休。\n二、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。\
        鼓励各单位结合带薪年休假等制度落实，安排职工在除夕（2月9日）休息。\n\
        三、清明节：4月4日至6日放假调休，共3天。4月7日（星期日）上班。\n\
        四、劳动节：5月1日至5日放假调休，共5天。4月28日（星期日）、5月11日（星期六）上班。\n五、端午节：6月10日放假，与周末连休。\n\
        六、中秋节：9月15日（周日）至17日（周二）放假调休，共3天。9月14日（周六）上班。\n\
        七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。",
    ),
    (
        2025,
        "一、元旦：1月1日（周三）放假1天，不调休。\n\
        二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。\n\
        三、清明节：4月4日（周五）至6日（周日）放假，共3天。\n四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。\n\
        五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。\n\
        六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。",
    ),
];

fn path() -> &'static Path {
    Path::new("notice.txt")
}

fn titled(year: i32, sections: &str) -> String {
    format!(
        "国务院办公厅关于{year}年部分节假日安排的通知\n\n现将{year}年元旦、春节、清明节等放假调休日期的具体安排通知如下。\n\n\
        {sections}\n\n节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。\n\n国务院办公厅\n{}年11月25日\n",
        year - 1
    )
}

fn read_one(text: &str) -> Notice {
    read(path(), text).unwrap_or_else(|refused| panic!("{text}\n{refused}"))
}

/// The years 2018 to 2026 as the tables have them.
fn tables() -> Vec<AnnouncedYear> {
    let earlier = load_handed_in_holidays(Path::new("samples/holidays-2018-2023.csv")).unwrap();
    let known = known_holidays().unwrap();
    earlier.years.into_iter().chain(known.years().map(|known| known.announced.clone())).collect()
}

fn calendar(years: &[AnnouncedYear]) -> Calendar {
    let of_kind = |kind| years.iter().flat_map(move |year| year.of_kind(kind));
    Calendar::new(years.iter().map(|year| year.year), of_kind(DayKind::Off), of_kind(DayKind::Workday))
}

fn same_days(read: &[AnnouncedYear], table: &[AnnouncedYear]) {
    let (first, last) = (table[0].year, table[table.len() - 1].year);
    let (read, table) = (calendar(read), calendar(table));
    let first = NaiveDate::from_ymd_opt(first, 1, 1).unwrap();
    for day in first.iter_days().take_while(|day| day.year() <= last) {
        assert_eq!(read.is_working(day), table.is_working(day), "{day}");
    }
}

#[test]
fn every_notice_since_2018_gives_the_days_of_that_year() {
    let latest = include_str!("../../../samples/holidays-notice-2026.txt");
    let mut read: Vec<_> =
        PUBLISHED.iter().map(|(year, sections)| read_one(&titled(*year, sections)).year).collect();
    read.push(read_one(latest).year);
    assert_eq!(read.iter().map(|year| year.year).collect::<Vec<_>>(), (2018..=2026).collect::<Vec<_>>());
    same_days(&read, &tables());
}

/// A year in the sentences of a notice.
fn written(year: &AnnouncedYear) -> String {
    let day = |date: NaiveDate| {
        let shown = if date.year() == year.year { "%-m月%-d日" } else { "%Y年%-m月%-d日" };
        format!("{}（{}）", date.format(shown), chinese(date.weekday()))
    };
    let stretches = year.stretches();
    let mut names: Vec<_> = stretches.iter().map(|stretch| stretch.name).collect();
    names.sort_unstable();
    names.dedup();
    let mut text = format!("国务院办公厅关于{}年部分节假日安排的通知\n", year.year);
    for (number, name) in ["一", "二", "三", "四", "五", "六", "七"].into_iter().zip(names) {
        let of = |kind| stretches.iter().filter(move |s| s.name == name && s.kind == kind);
        let range = |from: NaiveDate, to: NaiveDate| match from == to {
            true => day(from),
            false if from.year() < to.year() => format!("{}至{}年{}", day(from), to.year(), day(to)),
            false => format!("{}至{}", day(from), day(to)),
        };
        let joined = |kind| of(kind).map(|s| range(s.from, s.to)).collect::<Vec<_>>().join("、");
        let sum: usize = of(DayKind::Off).map(|s| s.days).sum();
        let heading = if name == "国庆中秋" { "国庆节、中秋节" } else { name };
        let off = joined(DayKind::Off);
        text.push_str(&format!("{number}、{heading}：{off}放假调休，共{sum}天。"));
        let worked = joined(DayKind::Workday);
        text.push_str(&if worked.is_empty() { "\n".to_owned() } else { format!("{worked}上班。\n") });
    }
    text
}

#[test]
fn a_table_written_as_a_notice_reads_back_as_the_same_days() {
    for year in tables() {
        let read = read_one(&written(&year)).year;
        let days =
            |year: &AnnouncedYear| year.days.iter().map(|day| (day.date, day.kind)).collect::<Vec<_>>();
        assert_eq!(days(&read), days(&year), "{}", written(&year));
    }
}

#[test]
fn advice_about_a_date_is_set_aside_and_shown() {
    let (year, sections) = PUBLISHED[6];
    let notice = read_one(&titled(year, sections));
    let told: Vec<_> = notice.set_aside.iter().map(|(line, text)| (*line, text.as_str())).collect();
    assert_eq!(told, [(6, "鼓励各单位结合带薪年休假等制度落实,安排职工在除夕(2月9日)休息")]);
}

#[test]
fn the_marks_and_line_ends_of_a_copied_notice_do_not_matter() {
    let text = include_str!("../../../samples/holidays-notice-2026.txt");
    let expected = read_one(text).year;
    let half_width = text.replace('：', ":").replace('，', ",").replace('（', "(").replace('）', ")");
    let full_width: String = text
        .chars()
        .map(|c| if c.is_ascii_digit() { char::from_u32(u32::from(c) - 0x30 + 0xff10).unwrap() } else { c })
        .collect();
    let one_line = text.replace("\n\n", "").replace('\n', "");
    let wrapped = text.replace("放假", "放\n假").replace("、周日", "、\r\n周日");
    let invisible = text.replace("放假", "放\u{200b}假").replace("1月1日", "1 月 1 日");
    let dashes = text.replace("）至", "）—").replace('周', "星期");
    for text in [half_width, full_width, one_line, wrapped, invisible, dashes] {
        assert_eq!(read_one(&text).year, expected, "{text}");
    }
}

#[test]
fn every_mistake_of_a_notice_is_told_with_its_line() {
    let refused = load_handed_in_holidays(Path::new("samples/holidays-notice-bad.txt")).unwrap_err();
    let told: Vec<_> =
        refused.problems.iter().map(|p| (p.line.unwrap_or_default(), p.message.chinese.as_str())).collect();
    for (line, words) in [
        (2, "2027年1月1日是周五，不是周四"),
        (3, "春节：按日期计7天，通知写的是8天"),
        (3, "2027年2月22日是周一，本来就上班"),
        (4, "没有2027年4月31日"),
        (5, "“劳动节”一节没有读到放假日期"),
        (6, "“端午节”写明不调休，这里却安排了上班"),
        (7, "中秋节：没有一天在周五或周一"),
        (8, "从“歇业放假,共7天”起读不懂"),
    ] {
        assert!(
            told.iter().any(|(at, text)| *at == line && text.contains(words)),
            "{line} {words}: {told:#?}"
        );
    }
}

#[test]
fn a_year_with_holidays_missing_is_refused_and_the_missing_ones_are_named() {
    let table = "date,kind,name\n2027-01-01,off,元旦\n2027-10-01,off,国庆节\n";
    let refused = read_holidays(Path::new("two-rows.csv"), table).unwrap_err();
    let told = &refused.problems[0].message.chinese;
    for missing in
        ["春节（2月5日、2月6日、2月7日、2月8日）", "清明节（4月5日）", "国庆节（10月2日、10月3日）"]
    {
        assert!(told.contains(missing), "{told}");
    }
    let (_, sections) = PUBLISHED[7];
    let without = sections.replace("五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。\n", "");
    let refused = read(path(), &titled(2025, &without)).unwrap_err();
    assert!(refused.problems[0].message.chinese.contains("端午节（5月31日）"), "{refused}");
}

#[test]
fn what_is_neither_a_notice_nor_a_table_is_refused_with_what_is_wanted() {
    let of = |text: &str| read_holidays(path(), text).unwrap_err().problems[0].message.chinese.clone();
    assert!(of("各科室：下周开会。").contains("既不是"));
    assert!(of("一、元旦：1月1日放假，共1天。").contains("没有写明年份"));
    let (_, sections) = PUBLISHED[0];
    let two = format!("{}{}", titled(2018, sections), titled(2019, PUBLISHED[1].1));
    assert!(of(&two).contains("既有2018年又有2019年"), "{}", of(&two));
    let other = titled(2018, sections).replace("4月5日至7日", "2016年4月5日至7日");
    assert!(of(&other).contains("不在通知所说的2018年"), "{}", of(&other));
}

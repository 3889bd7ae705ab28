//! A long plan in the browser: its lines are numbered as they stand, and one scroll moves both.

use duban_tests::console::{PLANNER, ServedConsole};
use serde_json::json;

const LINES: usize = 200;
/// What no plan has stands on this line.
const WRONG: usize = 180;

#[tokio::test(flavor = "multi_thread")]
async fn the_numbers_of_a_plan_of_two_hundred_lines_stand_at_their_lines() {
    let served = ServedConsole::new().await;
    let planner = served.browser_of(PLANNER).await;
    let line = |number| match number {
        1 => "id: a-long-plan".to_owned(),
        WRONG => "督办: 没有这一项".to_owned(),
        number => format!("# 说明{number}"),
    };
    let plan: Vec<_> = (1..=LINES).map(line).collect();
    planner.open("/launch").await;
    planner.fill_text("#plan-text", &plan.join("\n")).await;
    let mark = format!("#line-{WRONG}");
    planner.see(&mark).await;
    let script = "const field = document.querySelector('#plan-text'), style = getComputedStyle(field);
        const height = parseFloat(style.lineHeight);
        const line = (number) => field.getBoundingClientRect().top + parseFloat(style.paddingTop) + (number - 0.5) * height;
        const mark = document.querySelector(arguments[0]).getBoundingClientRect();
        const gutter = document.querySelector('#gutter').getBoundingClientRect();
        const box = document.querySelector('.plan-box').getBoundingClientRect();
        return {
            off: Math.abs(mark.top + mark.height / 2 - line(arguments[1])),
            ends: gutter.bottom - line(arguments[2]),
            inside: mark.top >= box.top && mark.bottom <= box.bottom,
            scrolls: field.scrollHeight - field.clientHeight,
        }";
    let look = async || planner.run(script, vec![json!(mark), json!(WRONG), json!(LINES)]).await;
    let seen = look().await;
    assert!(seen["off"].as_f64().unwrap() < 3.0, "{seen}");
    assert!(seen["ends"].as_f64().unwrap() > 0.0, "the numbers end before the text: {seen}");
    assert!(seen["scrolls"].as_f64().unwrap() < 2.0, "the text scrolls by itself: {seen}");
    // What is told of the line leads to it.
    planner.see(&format!("#found a[href='{mark}']")).await.click().await.unwrap();
    let seen = look().await;
    assert_eq!(seen["inside"], true, "{seen}");
    assert!(seen["off"].as_f64().unwrap() < 3.0, "{seen}");
}

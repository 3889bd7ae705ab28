//! One campaign has one figure at one moment: on the overview, on its own page, on its bureaus' pages, in the
//! API, and where the terminal reads it.

use crate::tests::everyday::{COUNTY, ISSUER, OTHER, Scene, scene};
use axum::http::StatusCode;
use duban_domain::{access::Role, tally::Tally};
use serde_json::Value;

async fn read(scene: &Scene, path: &str) -> String {
    let (status, text) = scene.get(ISSUER, Role::Planner, path).await;
    assert_eq!(status, StatusCode::OK, "{path}: {text}");
    text
}

/// The lines of a list of the API.
async fn lines(scene: &Scene, path: &str) -> Vec<Value> {
    let answer: Value = serde_json::from_str(&read(scene, path).await).unwrap();
    answer["items"].as_array().unwrap_or_else(|| panic!("{path}: {answer}")).clone()
}

fn sum(lines: &[Value], field: &str) -> u64 {
    lines.iter().map(|line| line[field].as_u64().unwrap_or_else(|| panic!("{field}: {line}"))).sum()
}

/// The figures as every page writes them.
fn written(tally: Tally) -> [String; 3] {
    let missing = match tally.missing() {
        0 => "<dd>0</dd>".to_owned(),
        some => format!("! {some}</span></a></dd>"),
    };
    let share =
        |share: duban_domain::league::Share| format!(">{}</a> <small>{share}</small></dd>", share.percent());
    [share(tally.complete()), share(tally.timely()), missing]
}

#[tokio::test]
async fn every_place_tells_the_same_figures_of_a_campaign_and_says_what_they_are() {
    for now in ["2024-06-05T10:00", "2024-09-05T10:00"] {
        let scene = scene(now).await;
        let (id, store) = (scene.campaign(), scene.console.store());
        let duties = store.duty_list(id, None).await.unwrap();
        let all: Tally = duties.iter().map(|row| Tally::of(&row.duty)).sum();
        assert!(all.total() > 10, "{all:?}");
        let status = store.status(id).await.unwrap();
        assert_eq!(status.iter().map(|row| row.tally).sum::<Tally>(), all, "at the terminal");

        let mut pages = vec![("/".to_owned(), all), (format!("/campaigns/{id}"), all)];
        for county in [COUNTY, OTHER] {
            let own = duties.iter().filter(|row| row.bureau.as_str() == county);
            pages.push((scene.bureau(county), own.map(|row| Tally::of(&row.duty)).sum()));
        }
        for (path, tally) in pages {
            let html = read(&scene, &path).await;
            for figure in written(tally) {
                assert!(html.contains(&figure), "{now} {path}: no {figure}");
            }
            assert_eq!(html.matches("<dt><abbr title=\"已报送 ÷ 应报。").count(), 1, "{path}: no definition");
        }

        let overview = lines(&scene, "/api/v1/overview").await.remove(0);
        let counts = all.counts().map(|(counted, count)| (counted.as_str(), count));
        for (field, value) in counts.chain([("total", all.total())]) {
            assert_eq!(overview[field], value, "{field}");
        }
        let shares = [("complete", all.complete()), ("timely", all.timely())];
        for (field, share) in shares {
            assert_eq!(overview[field], serde_json::to_value(share).unwrap(), "{field}");
        }
        assert_eq!(overview["bureaus"], 2);
        let address = |rest: &str| format!("/api/v1/campaigns/{id}/{rest}");
        let per_bureau = lines(&scene, &address("status")).await;
        assert_eq!(sum(&per_bureau, "total"), u64::from(all.total()));
        for part in ["matrix", "matrix/columns"] {
            let lines = lines(&scene, &address(part)).await;
            let owed = if part == "matrix" { "total" } else { "owed" };
            assert_eq!(sum(&lines, owed), u64::from(all.owed()), "{part}");
            assert_eq!(sum(&lines, "done"), u64::from(all.done()), "{part}");
        }
        let columns = lines(&scene, &address("matrix/columns")).await;
        assert_eq!(sum(&columns, "overdue"), u64::from(all.missing()));
        // A period's table counts something else, and says so.
        let league = read(&scene, &format!("/league/{id}")).await;
        assert!(league.contains("不是同一个数"));
    }
}

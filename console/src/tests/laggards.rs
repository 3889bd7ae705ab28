//! The board, its papers and its files, on a store that real dockets have filled.

use super::everyday::{COUNTY, ISSUER, OTHER, Scene, at, scene, told};
use axum::http::StatusCode;
use duban_domain::{DocketEvent, EventEnvelope, access::Role, laggard::LagFilter, tally::Tally};
use serde_json::Value;

async fn read(scene: &Scene, bureau: &str, path: &str) -> String {
    let (status, html) = scene.get(bureau, Role::Leader, path).await;
    assert_eq!(status, StatusCode::OK, "{path}: {html}");
    html
}

/// How many lines a board shows.
fn lines(html: &str) -> usize {
    html.matches("<tr><th scope=\"row\" data-label=\"单位\">").count()
}

async fn missing(scene: &Scene) -> u32 {
    let duties = scene.console.store().duty_list(scene.campaign(), None).await.unwrap();
    duties.iter().map(|row| Tally::of(&row.duty)).sum::<Tally>().missing()
}

#[tokio::test]
async fn the_board_tells_what_is_missing_with_its_letter_and_leads_to_its_facts() {
    let scene = scene("2024-09-05T10:00").await;
    let html = read(&scene, ISSUER, "/laggards?waiting=submission").await;
    let missing = missing(&scene).await;
    assert!(missing > 0);
    assert_eq!(lines(&html), missing as usize, "the board counts what the overview counts: {html}");
    let docket = format!("href=\"{}#duty-", scene.bureau(OTHER));
    assert!(html.contains(&docket) && html.contains("个工作日"), "{html}");
    // Its last letter, and that nobody has replied to it.
    let store = scene.console.store();
    let found = store.notice_search(&Default::default(), &Default::default()).await.unwrap();
    let letter = found.iter().find(|row| row.notice.to.as_str() == OTHER && row.awaits_reply).unwrap();
    assert!(html.contains(&format!("href=\"/notices/{}\"", letter.id)), "{html}");
    assert!(html.contains("尚未回复"), "{html}");

    assert!(html.contains("记为到结束未报"), "what comes next if nobody does anything: {html}");

    let reply = DocketEvent::Replied {
        notice: letter.notice.ordinal,
        text: "防汛抢险<b>人员被抽调</b>".to_owned(),
        files: Vec::new(),
    };
    told(&scene, OTHER, vec![EventEnvelope::new(at("2024-09-05T09:30"), None, reply)], Vec::new()).await;
    let html = read(&scene, ISSUER, "/laggards").await;
    assert!(html.contains("防汛抢险") && !html.contains("<b>人员"), "{html}");
}

#[tokio::test]
async fn what_waits_for_a_reviewer_or_for_a_reply_is_on_the_board() {
    let scene = scene("2024-09-20T10:00").await;
    let html = read(&scene, ISSUER, "/laggards").await;
    let board = |waiting: &str| format!("/laggards?waiting={waiting}");
    let all = lines(&html);
    let mut sum = 0;
    for waiting in ["submission", "review", "reply", "approval"] {
        sum += lines(&read(&scene, ISSUER, &board(waiting)).await);
    }
    assert_eq!(sum, all);
    assert!(lines(&read(&scene, ISSUER, &board("reply")).await) > 0, "letters without a reply: {html}");
}

#[tokio::test]
async fn filters_stand_in_the_address_and_what_cannot_be_is_told() {
    let scene = scene("2024-09-05T10:00").await;
    let all = lines(&read(&scene, ISSUER, "/laggards").await);
    let of = format!("/laggards?campaign={}&bureau={OTHER}&level=county", scene.campaign());
    let html = read(&scene, ISSUER, &of).await;
    assert!(lines(&html) > 0 && lines(&html) <= all);
    assert!(html.contains(&format!("<option value=\"{OTHER}\" selected>")), "{html}");
    assert!(html.contains("id=\"trend\"") && html.contains("<svg class=\"trend-chart\""), "{html}");
    assert_eq!(lines(&read(&scene, ISSUER, "/laggards?days=900").await), 0);
    assert_eq!(lines(&read(&scene, ISSUER, "/laggards?level=province").await), 0);
    // An obligation of another campaign asks for nothing; a page beyond the last is the last.
    assert_eq!(lines(&read(&scene, ISSUER, "/laggards?obligation=none&page=99").await), all);
    for (path, status) in [
        ("/laggards?level=x", StatusCode::UNPROCESSABLE_ENTITY),
        ("/laggards?waiting=x", StatusCode::UNPROCESSABLE_ENTITY),
        ("/laggards?days=-1", StatusCode::UNPROCESSABLE_ENTITY),
        ("/laggards?campaign=none", StatusCode::NOT_FOUND),
        ("/laggards?bureau=999999", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(scene.get(ISSUER, Role::Leader, path).await.0, status, "{path}");
    }
}

#[tokio::test]
async fn a_county_sees_its_own_lines_alone() {
    let scene = scene("2024-09-05T10:00").await;
    let html = read(&scene, OTHER, "/laggards").await;
    assert!(lines(&html) > 0 && !html.contains(&scene.bureau(COUNTY)), "{html}");
    assert!(!html.contains("/approvals/"), "what is asked above is no business of a county: {html}");
    let foreign = format!("/laggards?bureau={COUNTY}");
    assert_eq!(scene.get(OTHER, Role::Leader, &foreign).await.0, StatusCode::NOT_FOUND);
    for path in ["briefing", "screen", "matrix.xlsx"] {
        let path = format!("/campaigns/none/{path}");
        assert_eq!(scene.get(OTHER, Role::Leader, &path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn the_meeting_s_paper_the_screen_and_an_obligation_tell_the_same() {
    let scene = scene("2024-09-05T10:00").await;
    let id = scene.campaign();
    let missing = missing(&scene).await;
    let paper = read(&scene, ISSUER, &format!("/campaigns/{id}/briefing")).await;
    assert!(paper.contains(&format!("! {missing}</span>")) && paper.contains("<svg class=\"trend-chart\""));
    assert!(lines(&paper) > 0 && !paper.contains("<script>alert"), "{paper}");
    let screen = read(&scene, ISSUER, &format!("/campaigns/{id}/screen")).await;
    assert!(screen.contains(&format!("<dd>{missing}</dd>")) && screen.contains("sse:rows"), "{screen}");
    assert!(!screen.contains("<script>alert"));
    // The links of a campaign's page lead to what they count.
    let page = read(&scene, ISSUER, &format!("/campaigns/{id}")).await;
    assert!(page.contains(&format!("href=\"/laggards?campaign={id}&#38;waiting=submission\"")), "{page}");
    let marks: Vec<_> = page.match_indices(&format!("/campaigns/{id}/obligations/")).collect();
    assert!(!marks.is_empty());
    let duties = scene.console.store().duty_list(id, None).await.unwrap();
    let late = duties.iter().find(|row| Tally::of(&row.duty).missing() > 0).unwrap();
    let of = format!("/campaigns/{id}/obligations/{}", late.duty.id);
    let shown = lines(&read(&scene, ISSUER, &of).await);
    let missing = lines(&read(&scene, ISSUER, &format!("{of}?show=missing")).await);
    assert!(0 < missing && missing <= shown, "{missing} of {shown}");
    let none = format!("/campaigns/{id}/obligations/none");
    assert_eq!(scene.get(ISSUER, Role::Leader, &none).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn programs_read_the_board_page_by_page_and_how_the_campaign_went() {
    let scene = scene("2024-09-20T10:00").await;
    let viewer = scene.viewer(ISSUER, Role::Observer);
    let kept = viewer.laggards(None, &LagFilter::default()).await.unwrap();
    assert!(kept.lines.len() > 2 && kept.lines.is_sorted_by_key(|lag| lag.place()));
    let mut read_so_far: Vec<Value> = Vec::new();
    let mut after = String::new();
    loop {
        let path = format!("/api/v1/laggards?limit=2{after}");
        let page: Value = serde_json::from_str(&read(&scene, ISSUER, &path).await).unwrap();
        read_so_far.extend(page["items"].as_array().unwrap().iter().cloned());
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    let told: Vec<_> =
        read_so_far.iter().map(|line| (line["days"].as_u64(), line["bureau"].as_str())).collect();
    let meant: Vec<_> =
        kept.lines.iter().map(|lag| (Some(u64::from(lag.late.days)), Some(lag.bureau.as_str()))).collect();
    assert_eq!(told, meant);
    assert!(read_so_far.iter().any(|line| line["letter"]["number"].is_string()), "{read_so_far:?}");
    assert!(read_so_far.iter().any(|line| line["next"]["at"].is_string()), "{read_so_far:?}");

    let of = format!("/api/v1/campaigns/{}", scene.campaign());
    let same: Value = serde_json::from_str(&read(&scene, ISSUER, &format!("{of}/laggards")).await).unwrap();
    assert_eq!(same["items"].as_array().unwrap().len(), meant.len());
    let weeks: Value = serde_json::from_str(&read(&scene, ISSUER, &format!("{of}/trend")).await).unwrap();
    let last = weeks["items"].as_array().unwrap().last().unwrap();
    let duties = scene.console.store().duty_list(scene.campaign(), None).await.unwrap();
    let now: Tally = duties.iter().map(|row| Tally::of(&row.duty)).sum();
    for (counted, count) in now.counts() {
        assert_eq!(last[counted.as_str()], count, "{counted:?}: the last week is what stands now");
    }
    assert_eq!(last["running"], true);
}

//! Mail that did not arrive: whom it is shown to, and who may send it again.

use super::*;
use crate::tests::everyday;
use duban_store::{AuditFilter, Fate, Handed, MailRow, Role as To};

const REFUSED: &str = "552 5.2.2 mailbox full";

/// Everything that waits for the county is one mail, which its server has refused.
async fn refused(scene: &everyday::Scene) -> MailRow {
    let store = scene.console.store();
    let now = WallTime::new("2030-01-01T01:00:00Z".parse().unwrap());
    let digest = store.digest_next(&COUNTY.into(), now, false).await.unwrap().unwrap();
    let fate = Fate::Refused(REFUSED.to_owned());
    let handed = [Handed { role: To::Office, address: "office.522701@bureau.example".to_owned(), fate }];
    store.digest_handed(digest.id, now, &handed, now).await.unwrap();
    store.mail_get(digest.id).await.unwrap().unwrap()
}

async fn page(app: &Router, path: &str) -> String {
    let answer = get(app, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    String::from_utf8(answer.body).unwrap()
}

#[tokio::test]
async fn an_undeliverable_mail_is_shown_at_the_notice_the_bureau_and_in_the_issuers_inbox() {
    let scene = everyday::scene("2024-09-05T10:00").await;
    let mail = refused(&scene).await;
    let issuer = app(&scene.console, PREFECTURE, Role::Officer);
    let waiting = pages(&issuer, "/api/v1/mails", 1).await;
    let told = waiting.iter().find(|one| one["mail"] == mail.id).unwrap();
    assert_eq!(
        (&told["to"], &told["why"], &told["attempts"]),
        (&json!(COUNTY), &json!("undeliverable"), &json!(1))
    );
    assert_eq!((&told["words"], &told["next"]), (&json!(REFUSED), &Value::Null));
    assert_eq!(told["recipients"][0]["state"], "refused");
    let inbox = pages(&issuer, "/api/v1/inbox", 100).await;
    let undelivered = inbox.iter().find(|one| one["kind"] == "undelivered").unwrap();
    assert_eq!((&undelivered["about"], &undelivered["notice"]), (&json!(COUNTY), &told["notice"]));
    let notice = get(&issuer, &format!("/api/v1/notices/{}", told["notice"])).await.json();
    let delivery = &notice["deliveries"][0];
    assert_eq!((&delivery["mail"], &delivery["mail_number"]), (&json!("undeliverable"), &json!(mail.id)));
    assert_eq!((&delivery["error"], &notice["notice"]["mail"]), (&json!(REFUSED), &json!("undeliverable")));
    for path in [
        "/mail".to_owned(),
        "/inbox".to_owned(),
        format!("/notices/{}", told["notice"]),
        format!("/campaigns/qiannan-2024-key-products/bureaus/{COUNTY}"),
    ] {
        assert!(page(&issuer, &path).await.contains(REFUSED), "{path}");
    }
    let found = pages(&issuer, "/api/v1/notices?mail=undeliverable", 100).await;
    assert_eq!(found.len(), usize::try_from(mail.notices).unwrap());
    // The county sees its own mail; another one sees nothing of it.
    assert!(page(&app(&scene.console, COUNTY, Role::Observer), "/mail").await.contains(REFUSED));
    let other = app(&scene.console, OTHER_COUNTY, Role::Officer);
    assert!(pages(&other, "/api/v1/mails", 100).await.iter().all(|one| one["to"] == OTHER_COUNTY));
    assert!(!page(&other, "/mail").await.contains(REFUSED));
}

#[tokio::test]
async fn a_mail_is_sent_again_by_whoever_issued_what_it_tells_of() {
    let scene = everyday::scene("2024-09-05T10:00").await;
    let mail = refused(&scene).await;
    let path = format!("/api/v1/mails/{}/send-again", mail.id);
    for (bureau, role, status) in [
        (PREFECTURE, Role::Observer, StatusCode::FORBIDDEN),
        (PREFECTURE, Role::Leader, StatusCode::FORBIDDEN),
        (COUNTY, Role::Officer, StatusCode::NOT_FOUND),
        ("520100", Role::Planner, StatusCode::NOT_FOUND),
    ] {
        post(&app(&scene.console, bureau, role), &path, json!({})).await.is_problem(status);
    }
    let issuer = app(&scene.console, PREFECTURE, Role::Officer);
    let bad = post(&issuer, &path, json!({ "to": "王@局.中国" })).await;
    bad.is_problem(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bad.json().to_string().contains("邮件服务器不接受"), "{}", bad.json());
    post(&issuer, "/api/v1/mails/999/send-again", json!({})).await.is_problem(StatusCode::NOT_FOUND);
    // Nobody can be told here: nothing is changed.
    post(&issuer, &path, json!({ "to": "duty@bureau.example" }))
        .await
        .is_problem(StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(scene.console.store().mail_get(mail.id).await.unwrap().unwrap(), mail);
    let log = scene.console.store().audit_list(&AuditFilter::default(), None, 100).await.unwrap();
    let lines: Vec<_> = log.iter().filter(|line| line.entry.action == "send-again").collect();
    assert!(lines.iter().any(|line| line.entry.detail["to"] == "duty@bureau.example"), "{lines:#?}");
    assert!(lines.iter().all(|line| line.entry.outcome != duban_domain::people::Outcome::Done));
}

#[tokio::test]
async fn a_link_in_a_mail_leads_through_the_door_to_its_page() {
    let scene = everyday::scene("2024-09-05T10:00").await;
    let mail = refused(&scene).await;
    let waiting = scene.console.store().mail_waiting(&Default::default()).await.unwrap();
    let one = waiting.iter().find(|one| one.mail.as_ref().is_some_and(|found| found.id == mail.id)).unwrap();
    let path = format!("/notices/{}", one.notice);
    let nobody = router_as(scene.console.clone(), None);
    let answer = get(&nobody, &path).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header("location"), format!("/sign-in?next={path}"));
    assert!(page(&nobody, answer.header("location")).await.contains(&format!("value=\"{path}\"")));
    // Behind the door, 签收 is one more click.
    let officer = app(&scene.console, COUNTY, Role::Officer);
    let waiting = pages(&officer, "/api/v1/inbox", 100).await;
    let document = waiting.iter().find(|one| one["kind"] == "document").unwrap();
    let html = page(&officer, &format!("/notices/{}", document["notice"])).await;
    assert!(html.contains(&format!("action=\"/notices/{}/acknowledgement\"", document["notice"])));
}

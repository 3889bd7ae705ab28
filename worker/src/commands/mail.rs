//! The mail that has not arrived, as `duban notices` shows it, and `duban resend`.

use super::audit::audited;
use crate::{
    context::App,
    output::{self, RefusedCommand},
    wiring,
};
use anyhow::Result;
use chrono::Utc;
use chrono_tz::Tz;
use duban_domain::{CampaignId, WallTime};
use duban_store::{MailFilter, MailWaiting, MailWhy, NoticeRow, RecipientState, Store};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Mail of a campaign that has not arrived; with `only_these`, what goes to whom one of these notices is for.
pub(super) async fn waiting(
    store: &Store,
    campaign: &CampaignId,
    rows: &[NoticeRow],
    only_these: bool,
) -> Result<Vec<MailWaiting>> {
    let filter = MailFilter { campaign: Some(campaign.clone()), ..MailFilter::default() };
    let mut waiting = store.mail_waiting(&filter).await?;
    if only_these {
        let to: BTreeSet<_> = rows.iter().flat_map(|row| row.notice.recipients()).collect();
        waiting.retain(|one| to.contains(&one.bureau));
    }
    Ok(waiting)
}

/// A table of it; empty where all has arrived.
pub(super) fn table(zone: Tz, mails: &[MailWaiting]) -> String {
    if mails.is_empty() {
        return String::new();
    }
    let mut table =
        output::table(["mail", "to", "notices", "since", "why", "attempts", "next try", "answer"]);
    for one in mails {
        let refused = one.recipients.iter().filter(|who| who.state != RecipientState::Sent);
        let refused: Vec<_> = refused.map(|who| format!("{} {}", who.role.as_str(), who.address)).collect();
        let answer = [refused.join(", "), one.words().unwrap_or_default().to_owned()];
        let answer: Vec<_> = answer.into_iter().filter(|part| !part.is_empty()).collect();
        table.add_row([
            one.mail.as_ref().map(|mail| mail.id.to_string()).unwrap_or_default(),
            one.bureau.to_string(),
            one.notices.to_string(),
            one.issued.in_zone(zone).format("%Y-%m-%d %H:%M").to_string(),
            why(one.why(now())).to_owned(),
            one.attempts().to_string(),
            one.from.map(|at| at.in_zone(zone).format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default(),
            answer.join(": "),
        ]);
    }
    format!("mail that has not arrived (`duban resend MAIL` sends one again):\n{table}\n")
}

/// The same for programs.
pub(super) fn json(zone: Tz, one: &MailWaiting) -> Value {
    let recipients = one.recipients.iter().map(|who| {
        json!({
            "role": who.role.as_str(), "address": who.address, "state": who.state.as_str(),
            "attempts": who.attempts, "answer": who.answer,
        })
    });
    json!({
        "mail": one.mail.as_ref().map(|mail| mail.id), "to": one.bureau, "notices": one.notices,
        "since": one.issued.rfc3339(zone), "why": one.why(now()).as_str(),
        "attempts": one.attempts(), "next": one.from.map(|at| at.rfc3339(zone)),
        "words": one.words(), "recipients": recipients.collect::<Vec<_>>(),
    })
}

const fn why(why: MailWhy) -> &'static str {
    match why {
        MailWhy::OfficeHours => "waits for office hours",
        MailWhy::Gathering => "is being gathered",
        MailWhy::Untried => "has not been tried",
        MailWhy::Failed => "the mail server failed",
        MailWhy::PutOff => "put off by the server",
        MailWhy::Undeliverable => "undeliverable, set aside",
        MailWhy::CopyRefused => "delivered; a copy was refused",
    }
}

/// Sends a mail again, to its bureau or elsewhere.
///
/// # Errors
/// There is no such mail, everybody has it, or the address is none.
pub async fn resend(app: &App, mail: i64, to: Option<&str>) -> Result<()> {
    let service = wiring::service(app.settings()).await?;
    let sent = service.mail_send_again(mail, to).await;
    let bureau = service.store().mail_get(mail).await?.map(|row| row.bureau);
    audited(service.store(), "send-again", bureau, format!("mail {mail}"), json!({ "to": to }), &sent)
        .await?;
    let row = sent.map_err(|failure| match failure.is_refusal() {
        true => RefusedCommand(failure.to_string()).into(),
        false => anyhow::Error::from(failure),
    })?;
    if app.is_json() {
        return output::json(&json!({ "mail": row.id, "to": row.bureau, "address": to }));
    }
    let address = to.map(|to| format!(" at {to}")).unwrap_or_default();
    output::line(format!("mail {} to {}{address} is on its way again\n", row.id, row.bureau))
}

fn now() -> WallTime {
    WallTime::new(Utc::now())
}

#[cfg(test)]
mod tests {
    use super::*;
    use duban_domain::PlanTime;
    use duban_store::{MailRow, RecipientRow, Role};

    fn at(text: &str) -> chrono::DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn what_waits_is_told_with_since_when_why_and_how_often() {
        let tried = WallTime::new(at("2024-08-21T01:00:00Z"));
        let mail = MailRow {
            id: 7,
            bureau: "522701".into(),
            message_id: "<x@y>".to_owned(),
            urgent: false,
            notices: 3,
            created: tried,
            sent: None,
            attempts: 2,
            failed: Some(tried),
            last_error: Some("552 5.2.2 mailbox full".to_owned()),
            try_from: None,
            refused: Some(tried),
            instead: None,
        };
        let refused = RecipientRow {
            role: Role::Office,
            address: "office@bureau.example".to_owned(),
            state: RecipientState::Refused,
            attempts: 2,
            tried,
            answer: mail.last_error.clone(),
        };
        let set_aside = MailWaiting {
            bureau: mail.bureau.clone(),
            urgent: false,
            notices: 3,
            issued: PlanTime::new(at("2024-08-20T09:30:00Z")),
            notice: 12,
            from: None,
            mail: Some(mail),
            recipients: vec![refused],
        };
        let gathered =
            MailWaiting { from: Some(tried), mail: None, recipients: Vec::new(), ..set_aside.clone() };
        let shown = table(chrono_tz::Asia::Shanghai, &[set_aside.clone(), gathered.clone()]);
        for told in
            ["2024-08-20 17:30", "undeliverable, set aside", "552 5.2.2 mailbox full", "is being gathered"]
        {
            assert!(shown.contains(told), "{told}\n{shown}");
        }
        let json = json(chrono_tz::Asia::Shanghai, &set_aside);
        assert_eq!(
            (&json["why"], &json["attempts"], &json["mail"]),
            (&"undeliverable".into(), &2.into(), &7.into())
        );
        assert_eq!(json["recipients"][0]["address"], "office@bureau.example");
        assert_eq!(table(chrono_tz::Asia::Shanghai, &[]), "");
    }
}

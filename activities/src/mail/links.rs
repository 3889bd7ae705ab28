//! The pages of the console that things in a mail lead to.

use duban_domain::ids::{BureauCode, CampaignId};
use duban_store::DigestEntry;

/// Where a bureau deals with what an entry says: a document, and what it gets to know of, on the notice's own
/// page, where it is read and acknowledged; anything else on the page of what it is about.
pub fn page_of(entry: &DigestEntry, receiver: &BureauCode) -> String {
    let notice = &entry.notice;
    let own = notice.to == *receiver && !notice.instrument.is_document();
    match own || notice.instrument.is_urgent() {
        true => matter_page(&entry.source, &entry.campaign, &entry.about.code),
        false => format!("/notices/{}", entry.id),
    }
}

/// The page of the docket, finding, listing or incident that issued something about a bureau.
pub fn matter_page(source: &str, campaign: &CampaignId, about: &BureauCode) -> String {
    let kinds = [("finding", "findings"), ("listing", "listings"), ("incident", "incidents")];
    let page = kinds.iter().find_map(|(kind, folder)| {
        let id = source.strip_prefix(&format!("{kind}/{campaign}/"))?;
        Some(format!("/{folder}/{}/{}", escape(campaign.as_str()), escape(id)))
    });
    let docket = || format!("/campaigns/{}/bureaus/{}", escape(campaign.as_str()), escape(about.as_str()));
    page.unwrap_or_else(docket)
}

/// A text as one step of an address's path (RFC 3986 2.3).
fn escape(text: &str) -> String {
    text.bytes().fold(String::new(), |mut escaped, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
        escaped
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_matter_has_its_page() {
        let (campaign, about) = (CampaignId::from("autumn"), BureauCode::from("522701"));
        for (source, page) in [
            ("campaign/autumn/522701", "/campaigns/autumn/bureaus/522701"),
            ("finding/autumn/522701-0012", "/findings/autumn/522701-0012"),
            ("finding/autumn/隐患 1", "/findings/autumn/%E9%9A%90%E6%82%A3%201"),
            ("listing/autumn/L-1", "/listings/autumn/L-1"),
            ("incident/autumn/E-3", "/incidents/autumn/E-3"),
        ] {
            assert_eq!(matter_page(source, &campaign, &about), page);
        }
    }
}

//! The names a document bears: frozen when it is recorded, and gathered from the present ones for a
//! document from before they were kept.

use crate::{
    columns::Columns,
    error::{Doing, StoreError},
};
use duban_domain::{
    bureau::{Bureau, Contacts},
    ids::{BureauCode, CampaignId},
    letterhead::Letterhead,
    notice::Notice,
};
use sqlx::{QueryBuilder, Sqlite, SqliteExecutor};
use std::collections::{BTreeMap, BTreeSet};

/// What bureaus and a campaign are called at one moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    campaign: String,
    bureaus: BTreeMap<BureauCode, NamedBureauRow>,
}

/// What a bureau is called, its organ code, and who signs its upward documents.
#[derive(Clone, Debug)]
struct NamedBureauRow {
    name: String,
    prefix: String,
    signer: Option<String>,
}

impl Names {
    /// What these are called now, in one query.
    pub(crate) async fn read(
        db: impl SqliteExecutor<'_>,
        campaign: &CampaignId,
        bureaus: BTreeSet<&BureauCode>,
    ) -> Result<Self, StoreError> {
        const DOING: &str = "read the names for a document";
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT c.title, b.code, b.name, b.document_prefix, b.contacts FROM campaign c JOIN bureau b ON b.code IN (",
        );
        let mut codes = query.separated(", ");
        for code in bureaus {
            codes.push_bind(code.as_str());
        }
        query.push(") WHERE c.id = ").push_bind(campaign.as_str());
        let rows = query.build().fetch_all(db).await.doing(DOING)?;
        let mut names = Self::default();
        for row in &rows {
            names.campaign = row.text("title").doing(DOING)?;
            let named = NamedBureauRow {
                name: row.text("name").doing(DOING)?,
                prefix: row.text("document_prefix").doing(DOING)?,
                signer: row.json::<Contacts>("contacts").doing(DOING)?.signer,
            };
            names.bureaus.insert(row.bureau("code").doing(DOING)?, named);
        }
        Ok(names)
    }

    /// The same from bureaus that have been read.
    pub(crate) fn of(campaign: &str, bureaus: &BTreeMap<BureauCode, Bureau>) -> Self {
        let named = |(code, bureau): (&BureauCode, &Bureau)| {
            let (name, prefix) = (bureau.name.clone(), bureau.document_prefix.clone());
            (code.clone(), NamedBureauRow { name, prefix, signer: bureau.contacts.signer.clone() })
        };
        Self { campaign: campaign.to_owned(), bureaus: bureaus.iter().map(named).collect() }
    }

    /// What a notice bears if it is issued at that moment.
    pub(crate) fn letterhead(&self, notice: &Notice, about: &BureauCode) -> Letterhead {
        let name = |code: &BureauCode| Some((code.clone(), self.bureaus.get(code)?.name.clone()));
        let from = self.bureaus.get(&notice.from);
        Letterhead {
            prefix: from.map(|named| named.prefix.clone()).unwrap_or_default(),
            signer: from.and_then(|named| named.signer.clone()),
            names: Letterhead::bureaus_of(notice, about).into_iter().filter_map(name).collect(),
            campaign: self.campaign.clone(),
        }
    }
}

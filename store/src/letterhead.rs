//! The names a document bears: frozen when it is recorded, and gathered from the present ones for a
//! document from before they were kept.

use crate::{
    columns::Columns,
    error::{Doing, StoreError},
};
use duban_domain::{
    bureau::Bureau,
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
    /// By code: name and organ code.
    bureaus: BTreeMap<BureauCode, (String, String)>,
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
            "SELECT c.title, b.code, b.name, b.document_prefix FROM campaign c JOIN bureau b ON b.code IN (",
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
            let (name, prefix) = (row.text("name").doing(DOING)?, row.text("document_prefix").doing(DOING)?);
            names.bureaus.insert(row.bureau("code").doing(DOING)?, (name, prefix));
        }
        Ok(names)
    }

    /// The same from bureaus that have been read.
    pub(crate) fn of(campaign: &str, bureaus: &BTreeMap<BureauCode, Bureau>) -> Self {
        let named = |(code, bureau): (&BureauCode, &Bureau)| {
            (code.clone(), (bureau.name.clone(), bureau.document_prefix.clone()))
        };
        Self { campaign: campaign.to_owned(), bureaus: bureaus.iter().map(named).collect() }
    }

    /// What a notice bears if it is issued at that moment.
    pub(crate) fn letterhead(&self, notice: &Notice, about: &BureauCode) -> Letterhead {
        let name = |code: &BureauCode| Some((code.clone(), self.bureaus.get(code)?.0.clone()));
        Letterhead {
            prefix: self.bureaus.get(&notice.from).map(|(_, prefix)| prefix.clone()).unwrap_or_default(),
            names: Letterhead::bureaus_of(notice, about).into_iter().filter_map(name).collect(),
            campaign: self.campaign.clone(),
        }
    }
}

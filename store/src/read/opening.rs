//! How far the notices by which a campaign opens have come.

use crate::{
    Store,
    columns::Columns,
    error::{Doing, StoreError},
    narrowing::within,
    read::notice::DeliveryState,
};
use duban_domain::{
    ids::{BureauCode, CampaignId},
    instrument::Instrument,
};
use sqlx::{QueryBuilder, Sqlite, sqlite::SqliteRow};
use std::collections::BTreeSet;

/// To how many bureaus a campaign's opening notice has come.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct OpeningReach {
    /// For how many there is one.
    pub bureaus: u32,
    /// How many have it.
    pub arrived: u32,
    /// For how many it waits.
    pub waiting: u32,
    /// Whose server refused it for good.
    pub refused: u32,
}

impl Store {
    /// How far a campaign's opening notices to these bureaus have come.
    ///
    /// # Errors
    /// Only the database's.
    pub async fn opening_reach(
        &self,
        campaign: &CampaignId,
        bureaus: &BTreeSet<BureauCode>,
    ) -> Result<OpeningReach, StoreError> {
        const SELECT: &str = "
            SELECT d.state, COUNT(*) AS bureaus FROM notice n
            JOIN delivery d ON d.source = n.source AND d.ordinal = n.ordinal AND d.recipient = n.addressee
            WHERE n.campaign = ";
        let mut query = QueryBuilder::<Sqlite>::new(SELECT);
        query.push_bind(campaign.as_str());
        query.push(" AND n.instrument = ").push_bind(Instrument::CampaignNotice.as_str());
        within(&mut query, "n.about", bureaus.iter().map(BureauCode::as_str));
        query.push(" GROUP BY d.state");
        let rows = query.build().fetch_all(&self.reader).await;
        let counts = rows.and_then(|rows| rows.iter().map(count).collect::<sqlx::Result<Vec<_>>>());
        let mut reach = OpeningReach::default();
        for (state, count) in counts.doing("count opening notices")? {
            reach.bureaus += count;
            match state {
                DeliveryState::Sent => reach.arrived += count,
                DeliveryState::Waiting | DeliveryState::Assigned => reach.waiting += count,
                DeliveryState::Undeliverable => reach.refused += count,
                DeliveryState::LeftOut | DeliveryState::Unknown => {}
            }
        }
        Ok(reach)
    }
}

fn count(row: &SqliteRow) -> sqlx::Result<(DeliveryState, u32)> {
    Ok((row.spelled("state", DeliveryState::parse)?, row.count("bureaus")?))
}

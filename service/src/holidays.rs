//! Which holidays are known: those the program brings along, those of the settings' file, and the notices
//! that somebody imported into the store. Later ones count.

use crate::{Service, ServiceError};
use chrono::Utc;
use duban_config::HandedInHolidays;
use duban_domain::{Actor, Calendar, CampaignId, WallTime, holidays::Holidays};
use duban_store::{Store, StoreError};

/// Every year that is known, with the imported ones as they count at an instant; `None`: now.
pub async fn known(store: &Store, base: &Holidays, at: Option<WallTime>) -> Result<Holidays, StoreError> {
    Ok(base.clone().with(store.holiday_year_list(at).await?))
}

impl Service {
    /// Every year whose holidays are known now.
    pub async fn holidays(&self) -> Result<Holidays, ServiceError> {
        Ok(known(self.store(), &self.parts().holidays, None).await?)
    }

    /// The working days as they are known now: what a new campaign goes by.
    pub async fn calendar(&self) -> Result<Calendar, ServiceError> {
        Ok(self.holidays().await?.calendar())
    }

    /// Keeps what was read of a notice or a table; `source` names it for those who look later.
    pub async fn import_holidays(
        &self,
        handed_in: &HandedInHolidays,
        source: &str,
        by: &Actor,
    ) -> Result<(), ServiceError> {
        let at = WallTime::new(Utc::now());
        Ok(self.store().holiday_year_insert(&handed_in.years, source, by, at).await?)
    }

    /// The working days a campaign goes by: those known at its launch, or when they were last applied to
    /// it. What is imported moves nobody's dates by itself.
    pub async fn working_days(&self, campaign: &CampaignId) -> Result<Calendar, ServiceError> {
        let at = self.store().holiday_known_to(campaign).await?;
        Ok(known(self.store(), &self.parts().holidays, at).await?.calendar())
    }
}

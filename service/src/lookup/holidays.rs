//! Which holidays are announced, and campaigns that follow them: shown first, moved once somebody has seen it.

use super::viewer::Viewer;
use crate::{Redating, ServiceError};
use duban_config::HandedInHolidays;
use duban_domain::{
    access::{Action, Relation},
    holidays::Holidays,
};

/// What would move now.
#[derive(Clone, Debug)]
pub struct ForeseenRedating {
    /// Campaign by campaign.
    pub redatings: Vec<Redating>,
    /// What a confirmation is for: these moves and no others.
    pub seal: String,
}

/// What a confirmation led to.
#[derive(Clone, Debug)]
pub enum Applied {
    /// This moved.
    Moved(Vec<Redating>),
    /// Something else would move than was seen.
    Differs(ForeseenRedating),
}

impl Viewer {
    /// Every year whose holidays are known now. They are published: everybody may know them.
    pub async fn holidays(&self) -> Result<Holidays, ServiceError> {
        self.service().holidays().await
    }

    /// Keeps what was read of a notice or a table; `source` names it for those who look later.
    ///
    /// # Errors
    /// This viewer may not.
    pub async fn import_holidays(
        &self,
        handed_in: &HandedInHolidays,
        source: &str,
    ) -> Result<(), ServiceError> {
        self.authorise(Action::KeepHolidays, &self.bureau)?;
        self.service().import_holidays(handed_in, source, &self.actor()).await
    }

    /// What would move in every running campaign.
    ///
    /// # Errors
    /// This viewer may not keep holidays, or a campaign is another's in which something moves; a machine
    /// refuses.
    pub async fn foresee_redating(&self) -> Result<ForeseenRedating, ServiceError> {
        self.authorise(Action::KeepHolidays, &self.bureau)?;
        let redatings = self.service().foresee_redating(&self.actor()).await?;
        // All move or none, so whoever moves them must be above all of it.
        let is_above = |redating: &Redating| {
            let relation = Relation::of(self.directory(), &self.bureau, &redating.issuer);
            matches!(relation, Relation::Own | Relation::Below)
        };
        if !redatings.iter().all(is_above) {
            return Err(ServiceError::Forbidden(Action::KeepHolidays));
        }
        Ok(ForeseenRedating { seal: seal(&redatings)?, redatings })
    }

    /// Moves what was seen.
    ///
    /// # Errors
    /// As [`Viewer::foresee_redating`].
    pub async fn redate(&self, confirmed: &str) -> Result<Applied, ServiceError> {
        let foreseen = self.foresee_redating().await?;
        if foreseen.seal != confirmed {
            return Ok(Applied::Differs(foreseen));
        }
        Ok(Applied::Moved(self.service().redate(&self.actor()).await?))
    }
}

fn seal(redatings: &[Redating]) -> Result<String, ServiceError> {
    crate::seal::seal(&redatings).map_err(|error| ServiceError::Unavailable(error.into()))
}

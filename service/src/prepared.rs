//! Campaigns that were made ready go out when their instant has come. Whoever approves does it at once where it is
//! due, and every worker looks once a minute; two at once do no harm, because a campaign is launched once.

use crate::{Launch, Service, ServiceError};
use chrono::Utc;
use duban_config::read_plan;
use duban_domain::{WallTime, proposal::LaunchStatus};
use duban_store::{LaunchOutcome, PreparedLaunch};
use std::path::Path;

impl Service {
    /// Launches what was approved and whose instant has come. What cannot go out any more is kept as failed, with
    /// the reason.
    ///
    /// # Errors
    /// The engine's and the store's; a later call goes on.
    pub async fn launch_prepared(&self) -> Result<(), ServiceError> {
        let mut failed = Ok(());
        for prepared in self.store().prepared_launches_to_go(WallTime::new(Utc::now())).await? {
            // One that has to wait holds up no other.
            if let Err(failure) = self.carry_out(&prepared).await {
                failed = Err(failure);
            }
        }
        failed
    }

    /// Launches one of them. It may have gone out before, by a call that was cut off before it could say so.
    pub(crate) async fn carry_out(&self, prepared: &PreparedLaunch) -> Result<LaunchStatus, ServiceError> {
        let reason = self.go_out(prepared).await?;
        let status = if reason.is_none() { LaunchStatus::Launched } else { LaunchStatus::Failed };
        // Who decided stays who decided.
        let outcome = LaunchOutcome {
            status,
            by: prepared.decided_by.clone().unwrap_or_else(|| prepared.proposed_by.name.clone()),
            at: prepared.decided_at.unwrap_or(prepared.proposed_at),
            reason,
        };
        self.store().prepared_launch_decide(prepared.id, LaunchStatus::Approved, &outcome).await?;
        Ok(status)
    }

    /// Why it does not go out, in Chinese; `None`: it did.
    async fn go_out(&self, prepared: &PreparedLaunch) -> Result<Option<String>, ServiceError> {
        let calendar = self.calendar().await?;
        let loaded = match read_plan(Path::new("plan.yaml"), &prepared.plan, self.directory(), &calendar) {
            Ok(loaded) => loaded,
            Err(refused) => {
                let first = refused.problems.first().map(|problem| problem.message.chinese.clone());
                return Ok(Some(format!("计划已不能发起：{}", first.unwrap_or_default())));
            }
        };
        let (plan, by) = (loaded.plan.clone(), prepared.proposed_by.clone());
        let launch = Launch {
            plan: loaded.plan,
            terms: loaded.terms,
            by: by.clone(),
            speed: None,
            belated: prepared.belated,
        };
        match self.launch(launch).await {
            Ok(_) => Ok(None),
            Err(ServiceError::Belated(passed)) => Ok(Some(passed.sentence().chinese)),
            Err(ServiceError::Exists { id, .. }) => {
                let kept = self.store().campaign_get(&plan.id).await?;
                let is_own = kept.is_some_and(|kept| kept.plan == plan && kept.launched_by == by);
                Ok((!is_own).then(|| format!("编号{id}已用于另一次行动")))
            }
            Err(ServiceError::File(_)) => {
                Ok(Some("依据文件的原文不在档案库中；请重新上传后再报批".to_owned()))
            }
            Err(ServiceError::PassedOn(passed_on)) => Ok(Some(passed_on.sentence().chinese)),
            // A wrong engine or store is put right by whoever runs the program; the launch waits for that.
            Err(failure) => Err(failure),
        }
    }
}

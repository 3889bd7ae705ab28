//! Launches that are made ready, approved, taken back; and the plans that an office begins with.

use super::{trail::ActTarget, viewer::Viewer};
use crate::{ForeseenMail, ServiceError};
use chrono::{NaiveDate, Utc};
use duban_config::plan::{NextPlan, authored_plan, next_plan};
use duban_domain::{
    BureauCode, Notice, Terms, WallTime,
    access::Action,
    people::Outcome,
    plan::Plan,
    proposal::{LaunchDecision, may_decide},
};
use duban_store::{LaunchOutcome, NewLaunch, PlanTemplate, PlanTemplateId, PreparedLaunch, PreparedLaunchId};
use serde_json::json;

/// The longest name of a template, in characters.
const LONGEST_NAME: usize = 100;

/// The longest reason, in characters.
const LONGEST_REASON: usize = 2000;

/// A campaign that is to wait.
#[derive(Clone, Debug)]
pub struct PreparingLaunch {
    /// The plan's text.
    pub text: String,
    /// The same, checked.
    pub plan: Plan,
    /// Whether it goes out although some of it has passed.
    pub belated: bool,
    /// When it goes out; `None`: as soon as it is approved.
    pub launch_at: Option<WallTime>,
    /// Whether a leader has to approve it.
    pub needs_approval: bool,
}

impl Viewer {
    /// Makes a campaign ready: for a leader, for its instant, or for both.
    ///
    /// # Errors
    /// This viewer may not launch it; it would go out at once without anybody's approval; its instant has passed.
    pub async fn prepare_launch(&self, preparing: PreparingLaunch) -> Result<PreparedLaunchId, ServiceError> {
        let PreparingLaunch { text, plan, belated, launch_at, needs_approval } = preparing;
        self.authorise(Action::Launch, &plan.issuer)?;
        let now = WallTime::new(Utc::now());
        if launch_at.is_some_and(|at| at <= now) {
            return Err(ServiceError::Invalid(vec!["发起时刻已过；请改为以后的时刻".to_owned()]));
        }
        if launch_at.is_none() && !needs_approval {
            let why = "没有选择报领导审批，也没有定发起时刻；请选其一，或直接发起".to_owned();
            return Err(ServiceError::Invalid(vec![why]));
        }
        let new = NewLaunch {
            campaign: plan.id.clone(),
            title: plan.title.clone(),
            plan: text,
            belated,
            launch_at,
            by: self.actor(),
            account: self.account.clone(),
            at: now,
            needs_approval,
        };
        let id = self.service().store().launch_prepare(&new).await?;
        let target = ActTarget::of(&plan.issuer).upon(plan.id.as_str()).with(json!({ "prepared": id }));
        self.audit("launch-prepare", target, Outcome::Done).await?;
        Ok(id)
    }

    /// The launches of this viewer's bureau, the newest first.
    ///
    /// # Errors
    /// This viewer neither launches nor approves.
    pub async fn prepared_launches(&self) -> Result<Vec<PreparedLaunch>, ServiceError> {
        self.permit_plans()?;
        Ok(self.service().store().prepared_launch_list(&self.bureau).await?)
    }

    /// One of them.
    ///
    /// # Errors
    /// This viewer neither launches nor approves; there is none of this number.
    pub async fn prepared_launch(&self, id: PreparedLaunchId) -> Result<PreparedLaunch, ServiceError> {
        self.permit_plans()?;
        let found = self.service().store().prepared_launch_get(&self.bureau, id).await?;
        found.ok_or(ServiceError::Hidden)
    }

    /// Asks whether this viewer has to do with plans of its bureau: it launches them, or approves them.
    ///
    /// # Errors
    /// It does neither.
    pub(super) fn permit_plans(&self) -> Result<(), ServiceError> {
        let action = if self.may(Action::Approve, &self.bureau) { Action::Approve } else { Action::Launch };
        self.authorise(action, &self.bureau)
    }

    /// Whether this viewer may decide so about a launch, as far as permission goes.
    pub fn may_decide_launch(&self, prepared: &PreparedLaunch, decision: LaunchDecision) -> bool {
        match decision {
            LaunchDecision::Withdraw => self.may(Action::Launch, &self.bureau),
            LaunchDecision::Approve | LaunchDecision::Decline => {
                self.may(Action::Approve, &self.bureau)
                    && may_decide(&prepared.proposed_account, &self.account)
            }
        }
    }

    /// Decides about a launch that waits. One that is approved and due goes out at once; where the engine is away
    /// it stays approved, and a worker launches it within a minute of its coming back.
    ///
    /// # Errors
    /// This viewer may not; it was decided before; a reason is missing.
    pub async fn decide_launch(
        &self,
        id: PreparedLaunchId,
        decision: LaunchDecision,
        reason: &str,
    ) -> Result<PreparedLaunch, ServiceError> {
        let prepared = self.prepared_launch(id).await?;
        let action = if decision == LaunchDecision::Withdraw { Action::Launch } else { Action::Approve };
        self.authorise(action, &self.bureau)?;
        if !self.may_decide_launch(&prepared, decision) {
            return Err(ServiceError::Invalid(vec!["报批人不能批准自己报送的行动".to_owned()]));
        }
        let reason = Some(reason.trim().to_owned()).filter(|reason| !reason.is_empty());
        let unfit = reason.as_ref().is_none_or(|reason| reason.chars().count() > LONGEST_REASON);
        if decision != LaunchDecision::Approve && unfit {
            return Err(ServiceError::Invalid(vec![format!("请写明理由，1至{LONGEST_REASON}个字")]));
        }
        let decided = || {
            let status = prepared.status.chinese();
            ServiceError::Invalid(vec![format!("这次发起已是“{status}”，不能再作决定；请刷新页面")])
        };
        let status = prepared.status.after(decision).ok_or_else(decided)?;
        let at = WallTime::new(Utc::now());
        let outcome = LaunchOutcome { status, by: self.actor().name, at, reason };
        let store = self.service().store();
        if !store.prepared_launch_decide(id, prepared.status, &outcome).await? {
            return Err(decided());
        }
        let target = ActTarget::of(&self.bureau).upon(prepared.campaign.as_str());
        let target = target.with(json!({ "prepared": id, "decision": decision.as_str() }));
        self.audit("launch-decide", target, Outcome::Done).await?;
        if decision == LaunchDecision::Approve {
            self.launch_what_is_due().await;
        }
        self.prepared_launch(id).await
    }

    /// What is due goes out; what cannot now is left to the workers.
    async fn launch_what_is_due(&self) {
        if let Err(error) = self.service().launch_prepared().await {
            tracing::warn!(%error, "an approved launch waits for a worker");
        }
    }

    /// A notice that a plan would send, as its receiver would read it.
    ///
    /// # Errors
    /// A replaced template fails on these facts.
    pub fn foresee_mail(
        &self,
        terms: &Terms,
        about: &BureauCode,
        notice: &Notice,
    ) -> Result<Option<ForeseenMail>, ServiceError> {
        self.service().foresee_mail(terms, about, notice).map_err(ServiceError::Unavailable)
    }

    /// Keeps a plan for this viewer's bureau to begin with, under a name; another of that name is replaced.
    ///
    /// # Errors
    /// This viewer launches nothing; the name or the plan cannot be one; the bureau keeps as many as it may.
    pub async fn keep_template(&self, name: &str, plan: &str) -> Result<(), ServiceError> {
        self.authorise(Action::Launch, &self.bureau)?;
        let name = name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
            return Err(ServiceError::Invalid(vec![format!("模板名称应为1至{LONGEST_NAME}个字，写在一行")]));
        }
        if authored_plan(plan).is_none() {
            return Err(ServiceError::Invalid(vec!["计划的格式有误，不能存为模板；请先检查".to_owned()]));
        }
        let (by, at) = (self.actor().name, WallTime::new(Utc::now()));
        let store = self.service().store();
        if !store.plan_template_keep(&self.bureau, (name, plan), (&by, at)).await? {
            return Err(ServiceError::Invalid(vec!["本单位的模板已有200份；请先删除不用的".to_owned()]));
        }
        let target = ActTarget::of(&self.bureau).upon(name);
        self.audit("template-keep", target, Outcome::Done).await
    }

    /// The templates of this viewer's bureau, by name.
    ///
    /// # Errors
    /// This viewer launches nothing.
    pub async fn templates(&self) -> Result<Vec<PlanTemplate>, ServiceError> {
        self.authorise(Action::Launch, &self.bureau)?;
        Ok(self.service().store().plan_template_list(&self.bureau).await?)
    }

    /// The plan of a template for a campaign that is issued on a day.
    ///
    /// # Errors
    /// This viewer launches nothing; there is no such template; its issue date is none.
    pub async fn template_plan(
        &self,
        id: PlanTemplateId,
        issued: NaiveDate,
    ) -> Result<NextPlan, ServiceError> {
        let templates = self.templates().await?;
        let template =
            templates.into_iter().find(|template| template.id == id).ok_or(ServiceError::Hidden)?;
        let calendar = self.calendar().await?;
        let next =
            authored_plan(&template.plan).and_then(|plan| next_plan(&plan, &self.bureau, issued, &calendar));
        next.ok_or_else(|| {
            let name = template.name;
            ServiceError::Invalid(vec![format!("模板“{name}”的印发日期不是日期；请在文本中改正后重新保存")])
        })
    }

    /// Throws a template away.
    ///
    /// # Errors
    /// This viewer launches nothing.
    pub async fn drop_template(&self, id: PlanTemplateId) -> Result<(), ServiceError> {
        self.authorise(Action::Launch, &self.bureau)?;
        Ok(self.service().store().plan_template_delete(&self.bureau, id).await?)
    }
}

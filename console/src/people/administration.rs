//! What an administrator does to accounts and tokens, one function an act: it asks the rule, does it, and
//! writes the line of the audit log. The pages and the API add how an act is typed and how its outcome is
//! told.

use super::{
    accounts::{Accounts, KeepFailure, Newcomer},
    identify::now,
    keep_error::fault_at,
};
use crate::{Console, Viewer, WebError, i18n::Words};
use duban_domain::{
    BureauCode,
    access::{Action, Role},
    people::Outcome,
};
use duban_service::{
    ActTarget, ServiceError, Visible,
    rows::{Person, PersonId, TokenId},
};
use serde_json::{Value, json};

/// Why an act did not happen.
#[derive(Debug)]
pub(crate) enum AdministrationFailure {
    /// The rule says no, or its line could not be written.
    Service(ServiceError),
    /// It is themselves: the last administrator of a bureau would be gone by a slip.
    Oneself,
    /// What was typed is invalid, or could not be kept.
    Keep(KeepFailure),
}

impl From<ServiceError> for AdministrationFailure {
    fn from(failure: ServiceError) -> Self {
        Self::Service(failure)
    }
}

impl From<KeepFailure> for AdministrationFailure {
    fn from(failure: KeepFailure) -> Self {
        Self::Keep(failure)
    }
}

impl AdministrationFailure {
    /// What is told of it, each field called as the one who sent it calls it.
    pub(crate) fn told(self, w: Words, called: impl Fn(&'static str) -> String) -> WebError {
        match self {
            Self::Service(failure) => failure.into(),
            Self::Oneself => WebError::Refused(w.t("users-not-oneself")),
            Self::Keep(failure) => fault_at(failure, w, called),
        }
    }
}

/// A secret that is told once, and whose it is.
pub(crate) struct IssuedSecret<T> {
    /// Whose.
    pub(crate) of: T,
    /// The secret.
    pub(crate) text: String,
}

/// The administration of whoever asks.
pub(crate) struct Administration<'a> {
    viewer: &'a Viewer,
    accounts: &'a Accounts,
}

impl<'a> Administration<'a> {
    /// As this viewer.
    pub(crate) fn of(console: &'a Console, viewer: &'a Viewer) -> Self {
        Self { viewer, accounts: &console.sign_in_ways().accounts }
    }

    /// Adds somebody, with a password to start with.
    pub(crate) async fn add(
        &self,
        newcomer: &Newcomer,
    ) -> Result<IssuedSecret<PersonId>, AdministrationFailure> {
        self.viewer.authorise(Action::KeepUsers, &newcomer.bureau)?;
        let (of, text) = self.accounts.add_with_start(newcomer, now()).await?;
        let detail = json!({ "name": newcomer.name, "role": newcomer.role });
        let target = ActTarget::of(&newcomer.bureau).upon(&newcomer.account).with(detail);
        self.viewer.audit("user-add", target, Outcome::Done).await?;
        Ok(IssuedSecret { of, text })
    }

    /// Shuts somebody out.
    pub(crate) async fn disable(&self, id: PersonId) -> Result<(), AdministrationFailure> {
        let person = self.another(id).await?;
        self.accounts.disable(&person, now()).await?;
        self.done("user-disable", &person, Value::Null).await
    }

    /// Lets somebody in again.
    pub(crate) async fn enable(&self, id: PersonId) -> Result<(), AdministrationFailure> {
        let person = self.another(id).await?;
        self.accounts.enable(&person).await?;
        self.done("user-enable", &person, Value::Null).await
    }

    /// Gives somebody another role.
    pub(crate) async fn set_role(&self, id: PersonId, role: Role) -> Result<(), AdministrationFailure> {
        let person = self.another(id).await?;
        self.accounts.set_role(&person, role).await?;
        self.done("user-role", &person, json!({ "from": person.role, "to": role })).await
    }

    /// Gives somebody a password to start again with.
    pub(crate) async fn reset_password(
        &self,
        id: PersonId,
    ) -> Result<IssuedSecret<Person>, AdministrationFailure> {
        let person = self.another(id).await?;
        let text = self.accounts.reset_password(&person, now()).await?;
        self.done("user-password", &person, Value::Null).await?;
        Ok(IssuedSecret { of: person.into_inner(), text })
    }

    /// Makes a token.
    pub(crate) async fn issue_token(
        &self,
        name: &str,
        bureau: &BureauCode,
        role: Role,
    ) -> Result<IssuedSecret<TokenId>, AdministrationFailure> {
        self.viewer.authorise(Action::Integrate, bureau)?;
        let by = &self.viewer.account;
        let (of, text) = self.accounts.add_token(name, bureau.clone(), role, by, now()).await?;
        let target = ActTarget::of(bureau).upon(name).with(json!({ "id": of, "role": role }));
        self.viewer.audit("token-add", target, Outcome::Done).await?;
        Ok(IssuedSecret { of, text })
    }

    /// Somebody whom this viewer keeps, and who is not themselves.
    async fn another(&self, id: PersonId) -> Result<Visible<Person>, AdministrationFailure> {
        let person = self.viewer.person(id).await?;
        if self.viewer.is(&person) { Err(AdministrationFailure::Oneself) } else { Ok(person) }
    }

    /// Writes down what was done to somebody.
    async fn done(&self, act: &str, person: &Person, detail: Value) -> Result<(), AdministrationFailure> {
        let target = ActTarget::of(&person.bureau).upon(&person.account).with(detail);
        Ok(self.viewer.audit(act, target, Outcome::Done).await?)
    }
}

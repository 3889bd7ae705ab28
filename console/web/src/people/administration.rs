//! What an administrator does to accounts and tokens, one function an act: it asks the rule, does it, and
//! writes the line of the audit log. Pages, API and terminal add how an act is typed and how its outcome is
//! told.

use super::{
    accounts::{Accounts, Joined, KeepFailure, Newcomer},
    identify::now,
    keep_error::fault_at,
};
use crate::{Console, Viewer, WebError, i18n::Words};
use duban_domain::{
    BureauCode,
    access::{Action, Role},
    people::{Joining, ListedPerson, Outcome},
};
use duban_service::{
    ActTarget, ServiceError, Via, Visible,
    rows::{Person, PersonId, TokenId},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Why an act did not happen.
#[derive(Debug, thiserror::Error)]
pub enum AdministrationFailure {
    /// The rule says no, or its line could not be written.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// It is themselves: the last administrator of a bureau would be gone by a slip.
    #[error("this is yourself; ask another administrator")]
    Oneself,
    /// What was typed is invalid, or could not be kept.
    #[error(transparent)]
    Keep(#[from] KeepFailure),
}

impl AdministrationFailure {
    /// Whether the act was refused for what it is: nothing changed, and the same again would not do either.
    pub fn is_refusal(&self) -> bool {
        match self {
            Self::Service(failure) => failure.is_refusal(),
            Self::Oneself => true,
            Self::Keep(failure) => failure.is_refusal(),
        }
    }

    /// What is told of it, each field called as the one who sent it calls it.
    pub fn told(self, w: Words, called: impl Fn(&'static str) -> String) -> WebError {
        match self {
            Self::Service(failure) => failure.into(),
            Self::Oneself => WebError::Refused(w.t("users-not-oneself")),
            Self::Keep(failure) => fault_at(failure, w, called),
        }
    }
}

/// A secret that is told once, and whose it is.
pub struct IssuedSecret<T> {
    /// Whose.
    pub of: T,
    /// The secret.
    pub text: String,
}

/// The administration of whoever asks.
#[derive(Debug)]
pub struct Administration<'a> {
    viewer: &'a Viewer,
    accounts: &'a Accounts,
}

impl<'a> Administration<'a> {
    /// As this viewer.
    pub fn new(viewer: &'a Viewer, accounts: &'a Accounts) -> Self {
        Self { viewer, accounts }
    }

    /// As this viewer of a console.
    pub fn of(console: &'a Console, viewer: &'a Viewer) -> Self {
        Self::new(viewer, &console.sign_in_ways().accounts)
    }

    /// Adds somebody, with a password to start with.
    pub async fn add(&self, newcomer: &Newcomer) -> Result<IssuedSecret<PersonId>, AdministrationFailure> {
        self.viewer.authorise(Action::KeepUsers, &newcomer.bureau)?;
        let added = self.accounts.add_with_start(newcomer, now()).await;
        let target = ActTarget::of(&newcomer.bureau).upon(&newcomer.account);
        let detail = json!({ "name": newcomer.name, "role": newcomer.role });
        let (of, text) = self.noted("user-add", target.with(detail), added).await?;
        Ok(IssuedSecret { of, text })
    }

    /// Adds somebody with the password they chose; without one, they sign in through another provider only.
    ///
    /// # Errors
    /// What was typed is invalid, or somebody has that account.
    pub async fn add_with(
        &self,
        newcomer: &Newcomer,
        password: Option<&str>,
    ) -> Result<PersonId, AdministrationFailure> {
        self.viewer.authorise(Action::KeepUsers, &newcomer.bureau)?;
        let added = self.accounts.add(newcomer, password, now()).await;
        let target = ActTarget::of(&newcomer.bureau).upon(&newcomer.account);
        let detail = json!({ "name": newcomer.name, "role": newcomer.role, "password": password.is_some() });
        self.noted("user-add", target.with(detail), added).await
    }

    /// What would become of everybody on a list.
    ///
    /// # Errors
    /// Others have some of its accounts.
    pub async fn foresee(&self, listed: &[ListedPerson]) -> Result<Vec<Joining>, AdministrationFailure> {
        self.permit_all(listed)?;
        Ok(self.accounts.foresee(listed).await?)
    }

    /// Adds everybody on a list who has no account yet, each with a password to start with: all or nobody.
    ///
    /// # Errors
    /// Others have some of its accounts.
    pub async fn add_all(
        &self,
        listed: &[ListedPerson],
    ) -> Result<(Vec<Joined>, Vec<Joining>), AdministrationFailure> {
        self.permit_all(listed)?;
        let added = self.accounts.add_all(listed, now()).await?;
        for Joined { person, .. } in &added.0 {
            let target = ActTarget::of(&person.bureau).upon(&person.account);
            let detail = json!({ "name": person.name, "role": person.role });
            self.viewer.audit("user-add", target.with(detail), Outcome::Done).await?;
        }
        Ok(added)
    }

    fn permit_all(&self, listed: &[ListedPerson]) -> Result<(), ServiceError> {
        let bureaus: BTreeSet<_> = listed.iter().map(|person| &person.bureau).collect();
        bureaus.into_iter().try_for_each(|bureau| self.viewer.authorise(Action::KeepUsers, bureau))
    }

    /// Shuts somebody out.
    ///
    /// # Errors
    /// It is themselves.
    pub async fn disable(&self, id: PersonId) -> Result<(), AdministrationFailure> {
        let person = self.another(id).await?;
        let done = self.accounts.disable(&person, now()).await;
        self.done("user-disable", &person, Value::Null, done).await
    }

    /// Lets somebody in again.
    ///
    /// # Errors
    /// It is themselves.
    pub async fn enable(&self, id: PersonId) -> Result<(), AdministrationFailure> {
        let person = self.another(id).await?;
        let done = self.accounts.enable(&person).await;
        self.done("user-enable", &person, Value::Null, done).await
    }

    /// Gives somebody another role.
    ///
    /// # Errors
    /// It is themselves.
    pub async fn set_role(&self, id: PersonId, role: Role) -> Result<(), AdministrationFailure> {
        let person = self.another(id).await?;
        let done = self.accounts.set_role(&person, role).await;
        self.done("user-role", &person, json!({ "from": person.role, "to": role }), done).await
    }

    /// Gives somebody a password to start again with.
    pub async fn reset_password(&self, id: PersonId) -> Result<IssuedSecret<Person>, AdministrationFailure> {
        let person = self.another(id).await?;
        let reset = self.accounts.reset_password(&person, now()).await;
        let text = self.done("user-password", &person, Value::Null, reset).await?;
        Ok(IssuedSecret { of: person.into_inner(), text })
    }

    /// Gives somebody the password they chose.
    ///
    /// # Errors
    /// It is invalid, or it is themselves.
    pub async fn set_password(&self, id: PersonId, password: &str) -> Result<(), AdministrationFailure> {
        let person = self.another(id).await?;
        let done = self.accounts.set_password(&person, password, now()).await;
        self.done("user-password", &person, Value::Null, done).await
    }

    /// Makes a token.
    ///
    /// # Errors
    /// Its name is invalid.
    pub async fn issue_token(
        &self,
        name: &str,
        bureau: &BureauCode,
        role: Role,
    ) -> Result<IssuedSecret<TokenId>, AdministrationFailure> {
        self.viewer.authorise(Action::Integrate, bureau)?;
        let by = &self.viewer.account;
        let made = self.accounts.add_token(name, bureau.clone(), role, by, now()).await;
        let id = made.as_ref().ok().map(|(id, _)| id);
        let target = ActTarget::of(bureau).upon(name).with(json!({ "id": id, "role": role }));
        let (of, text) = self.noted("token-add", target, made).await?;
        Ok(IssuedSecret { of, text })
    }

    /// Somebody whom this viewer keeps, and who is not themselves.
    async fn another(&self, id: PersonId) -> Result<Visible<Person>, AdministrationFailure> {
        let person = self.viewer.person(id).await?;
        if self.viewer.is(&person) { Err(AdministrationFailure::Oneself) } else { Ok(person) }
    }

    /// Writes down what was done to somebody.
    async fn done<T>(
        &self,
        act: &str,
        person: &Person,
        detail: Value,
        outcome: Result<T, KeepFailure>,
    ) -> Result<T, AdministrationFailure> {
        let target = ActTarget::of(&person.bureau).upon(&person.account).with(detail);
        self.noted(act, target, outcome).await
    }

    /// Writes down what became of an act, and hands its outcome on. What a browser or an integration was refused
    /// is written by whoever serves them; nobody serves the terminal.
    async fn noted<T>(
        &self,
        act: &str,
        target: ActTarget,
        outcome: Result<T, KeepFailure>,
    ) -> Result<T, AdministrationFailure> {
        let became = match &outcome {
            Ok(_) => Outcome::Done,
            Err(failure) if failure.is_refusal() => Outcome::Refused,
            Err(_) => Outcome::Failed,
        };
        if became == Outcome::Done || self.viewer.via == Via::Terminal {
            self.viewer.audit(act, target, became).await?;
        }
        Ok(outcome?)
    }
}

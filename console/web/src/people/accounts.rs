//! Keeping accounts and tokens: what an administrator does in the browser, and an operator at the
//! terminal. Whether they may is asked before.

use super::{
    hasher::{HashFailure, Hasher, normal},
    password::{Weakness, check_password},
    secret::{self, NoRandomness, fingerprint},
};
use duban_domain::{
    BureauCode, WallTime,
    access::Role,
    people::{Account, BadAccount, BadName, Joining, KnownPerson, ListedPerson, joining, plain_name},
};
use duban_store::{NewPerson, NewToken, Password, Person, PersonId, Store, StoreError, TokenId};

/// Keeps accounts and tokens.
#[derive(Clone, Debug)]
pub struct Accounts {
    store: Store,
    hasher: Hasher,
}

/// Somebody to be added, as typed.
#[derive(Clone, Debug)]
pub struct Newcomer {
    /// What they will sign in with.
    pub account: String,
    /// Their name.
    pub name: String,
    /// Their bureau.
    pub bureau: BureauCode,
    /// What they do there.
    pub role: Role,
}

/// Somebody who was added by a list.
pub struct Joined {
    /// Their number.
    pub id: PersonId,
    /// Who they are.
    pub person: NewPerson,
    /// The password they start with.
    pub password: String,
}

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum KeepFailure {
    /// The account is invalid.
    #[error(transparent)]
    Account(#[from] BadAccount),
    /// The password is invalid.
    #[error(transparent)]
    Password(#[from] Weakness),
    /// The name is invalid.
    #[error(transparent)]
    Name(#[from] BadName),
    /// Somebody has that account.
    #[error("the account {0} is taken; choose another")]
    Taken(Account),
    /// Others have these accounts of a list; nobody was added.
    #[error("others have the accounts {}; choose others", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))]
    AllTaken(Vec<Account>),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Hashing failed.
    #[error(transparent)]
    Hash(#[from] HashFailure),
    /// There is no randomness.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

impl KeepFailure {
    /// Whether what was typed is to blame.
    pub fn is_refusal(&self) -> bool {
        match self {
            Self::Account(_) | Self::Password(_) | Self::Name(_) | Self::Taken(_) | Self::AllTaken(_) => true,
            Self::Store(_) | Self::Hash(_) | Self::NoRandomness(_) => false,
        }
    }
}

impl Accounts {
    /// A keeper of this store's people.
    pub fn new(store: Store, hasher: Hasher) -> Self {
        Self { store, hasher }
    }

    /// Adds somebody with a password of their own choice; without any, they sign in through another
    /// provider only.
    ///
    /// # Errors
    /// What was typed is invalid, or somebody has that account.
    pub async fn add(
        &self,
        typed: &Newcomer,
        password: Option<&str>,
        now: WallTime,
    ) -> Result<PersonId, KeepFailure> {
        let account = Account::parse(&typed.account)?;
        let password = match password {
            Some(password) => Some(self.chosen(password, &account).await?),
            None => None,
        };
        self.insert(typed, account, password, now).await
    }

    /// Adds somebody with a password to start with, which is told once.
    ///
    /// # Errors
    /// As [`Accounts::add`].
    pub async fn add_with_start(
        &self,
        typed: &Newcomer,
        now: WallTime,
    ) -> Result<(PersonId, String), KeepFailure> {
        let account = Account::parse(&typed.account)?;
        let (start, password) = self.start().await?;
        Ok((self.insert(typed, account, Some(password), now).await?, start))
    }

    /// What would become of everybody on a list.
    ///
    /// # Errors
    /// Others have some of its accounts.
    pub async fn foresee(&self, listed: &[ListedPerson]) -> Result<Vec<Joining>, KeepFailure> {
        let people = self.store.person_list(None).await?;
        let known: Vec<_> = people
            .iter()
            .map(|person| KnownPerson {
                account: &person.account,
                name: &person.name,
                bureau: &person.bureau,
            })
            .collect();
        joining(listed, &known).map_err(|others| {
            let taken = others.into_iter().filter_map(|index| listed.get(index)?.account.clone());
            KeepFailure::AllTaken(taken.collect())
        })
    }

    /// Adds everybody on a list who has no account yet, each with a password to start with, which is told once: all
    /// or nobody.
    ///
    /// # Errors
    /// Others have some of its accounts.
    pub async fn add_all(
        &self,
        listed: &[ListedPerson],
        now: WallTime,
    ) -> Result<(Vec<Joined>, Vec<Joining>), KeepFailure> {
        let joining = self.foresee(listed).await?;
        let new = listed.iter().zip(&joining).filter_map(|(person, joining)| match joining {
            Joining::New(account) => Some((person, account)),
            Joining::Known(_) => None,
        });
        let started = new.map(async |(person, account)| {
            let (start, password) = self.start().await?;
            let kept = NewPerson {
                account: account.clone(),
                name: plain_name(&person.name)?,
                bureau: person.bureau.clone(),
                role: person.role,
                password: Some(password),
                stamp: secret::stamp()?,
                created: now,
            };
            Ok::<_, KeepFailure>((kept, start))
        });
        let started = futures::future::try_join_all(started).await?;
        let (kept, starts): (Vec<_>, Vec<_>) = started.into_iter().unzip();
        let ids = match self.store.person_insert_all(&kept).await {
            // Somebody else was quicker.
            Err(StoreError::Taken(account)) => return Err(KeepFailure::Taken(Account::parse(&account)?)),
            outcome => outcome?,
        };
        let joined = ids.into_iter().zip(kept).zip(starts);
        let joined = joined.map(|((id, person), password)| Joined { id, person, password }).collect();
        Ok((joined, joining))
    }

    /// Gives a person the password they chose, and ends their sessions.
    ///
    /// # Errors
    /// It is invalid.
    pub async fn set_password(
        &self,
        person: &Person,
        password: &str,
        now: WallTime,
    ) -> Result<(), KeepFailure> {
        let password = self.chosen(password, &person.account).await?;
        Ok(self.store.person_set_password(person.id, &password, &secret::stamp()?, now).await?)
    }

    /// Gives a person a password to start again with, which is told once, and ends their sessions.
    pub async fn reset_password(&self, person: &Person, now: WallTime) -> Result<String, KeepFailure> {
        let (start, password) = self.start().await?;
        self.store.person_set_password(person.id, &password, &secret::stamp()?, now).await?;
        Ok(start)
    }

    /// Gives a person another role, and ends their sessions.
    pub async fn set_role(&self, person: &Person, role: Role) -> Result<(), KeepFailure> {
        Ok(self.store.person_set_role(person.id, role, &secret::stamp()?).await?)
    }

    /// Shuts a person out.
    pub async fn disable(&self, person: &Person, now: WallTime) -> Result<(), KeepFailure> {
        Ok(self.store.person_set_disabled(person.id, Some(now), &secret::stamp()?).await?)
    }

    /// Lets a person in again.
    pub async fn enable(&self, person: &Person) -> Result<(), KeepFailure> {
        Ok(self.store.person_set_disabled(person.id, None, &secret::stamp()?).await?)
    }

    /// Makes a token for an integration; its secret is told once.
    ///
    /// # Errors
    /// The name is invalid.
    pub async fn add_token(
        &self,
        name: &str,
        bureau: BureauCode,
        role: Role,
        created_by: &str,
        now: WallTime,
    ) -> Result<(TokenId, String), KeepFailure> {
        let text = secret::token()?;
        let new = NewToken {
            name: plain_name(name)?,
            secret: fingerprint(text.as_bytes()),
            bureau,
            role,
            created_by: created_by.to_owned(),
            created: now,
        };
        Ok((self.store.token_insert(&new).await?, text))
    }

    async fn insert(
        &self,
        typed: &Newcomer,
        account: Account,
        password: Option<Password>,
        now: WallTime,
    ) -> Result<PersonId, KeepFailure> {
        let new = NewPerson {
            account,
            name: plain_name(&typed.name)?,
            bureau: typed.bureau.clone(),
            role: typed.role,
            password,
            stamp: secret::stamp()?,
            created: now,
        };
        match self.store.person_insert(&new).await {
            Err(StoreError::Taken(_)) => Err(KeepFailure::Taken(new.account)),
            outcome => Ok(outcome?),
        }
    }

    async fn chosen(&self, password: &str, account: &Account) -> Result<Password, KeepFailure> {
        check_password(&normal(password), account)?;
        Ok(Password { hash: self.hasher.hash(password).await?, is_start: false })
    }

    async fn start(&self) -> Result<(String, Password), KeepFailure> {
        let start = secret::start_password()?;
        let hash = self.hasher.hash(&start).await?;
        Ok((start, Password { hash, is_start: true }))
    }
}

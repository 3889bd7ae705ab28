//! People who sign in.

use crate::{
    Store,
    columns::{Columns, odd},
    error::{Doing, StoreError},
};
use duban_domain::{
    access::Role,
    ids::BureauCode,
    people::{Account, locked_for},
    time::WallTime,
};
use sqlx::{QueryBuilder, Row, Sqlite, SqliteExecutor, sqlite::SqliteRow};
use std::{collections::BTreeSet, fmt};

/// A person's number in this store. It is never used again for another.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct PersonId(pub i64);

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A password as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Password {
    /// Its hash, with how it was made.
    pub hash: String,
    /// Whether an administrator chose it, so that it must be changed at the first sign-in.
    pub is_start: bool,
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Password").field("is_start", &self.is_start).finish_non_exhaustive()
    }
}

/// A person as another provider knows them (OpenID Connect Core, section 2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The provider.
    pub issuer: String,
    /// The person's id there.
    pub subject: String,
}

/// A person about to be added.
#[derive(Clone, Debug, PartialEq)]
pub struct NewPerson {
    /// What they sign in with.
    pub account: Account,
    /// Their name.
    pub name: String,
    /// Their bureau.
    pub bureau: BureauCode,
    /// What they do there.
    pub role: Role,
    /// Their password; `None`: they sign in through another provider only.
    pub password: Option<Password>,
    /// A random text; sessions are begun under it.
    pub stamp: Vec<u8>,
    /// When.
    pub created: WallTime,
}

/// A person who signs in.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// Their number.
    pub id: PersonId,
    /// What they sign in with.
    pub account: Account,
    /// Their name.
    pub name: String,
    /// Their bureau.
    pub bureau: BureauCode,
    /// What they do there.
    pub role: Role,
    /// Their password.
    pub password: Option<Password>,
    /// When it was chosen.
    pub password_changed: Option<WallTime>,
    /// How another provider knows them.
    pub subject: Option<Subject>,
    /// Sessions begun under another stamp are over.
    pub stamp: Vec<u8>,
    /// Failed attempts in a row.
    pub failures: u32,
    /// Until when no password is looked at.
    pub locked_until: Option<WallTime>,
    /// When they were added.
    pub created: WallTime,
    /// Since when they may not sign in.
    pub disabled: Option<WallTime>,
}

impl Person {
    /// Whether no password of theirs is looked at now.
    pub fn is_locked(&self, now: WallTime) -> bool {
        self.locked_until.is_some_and(|until| now < until)
    }
}

/// Adds a person; `None`: somebody has that account.
async fn insert<'c>(
    database: impl SqliteExecutor<'c>,
    new: &NewPerson,
) -> Result<Option<PersonId>, sqlx::Error> {
    const INSERT: &str = "
        INSERT INTO person (account, name, bureau, role, password_hash, password_is_start,
            password_changed_at, stamp, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (account) DO NOTHING RETURNING id";
    let password = new.password.as_ref();
    let id: Option<i64> = sqlx::query_scalar(INSERT)
        .bind(new.account.as_str())
        .bind(&new.name)
        .bind(new.bureau.as_str())
        .bind(new.role.as_str())
        .bind(password.map(|password| &password.hash))
        .bind(password.is_some_and(|password| password.is_start))
        .bind(password.map(|_| new.created.utc()))
        .bind(&new.stamp)
        .bind(new.created.utc())
        .fetch_optional(database)
        .await?;
    Ok(id.map(PersonId))
}

impl Store {
    /// Adds a person.
    ///
    /// # Errors
    /// [`StoreError::Taken`] if somebody has that account.
    pub async fn person_insert(&self, new: &NewPerson) -> Result<PersonId, StoreError> {
        let id = insert(&self.writer, new).await.doing("add a person")?;
        id.ok_or_else(|| StoreError::Taken(new.account.to_string()))
    }

    /// Adds several people, all or none; their numbers are in the same order.
    ///
    /// # Errors
    /// [`StoreError::Taken`] with the first account that somebody has.
    pub async fn person_insert_all(&self, new: &[NewPerson]) -> Result<Vec<PersonId>, StoreError> {
        let mut tx = self.begin().await?;
        let mut ids = Vec::with_capacity(new.len());
        for person in new {
            let id = insert(&mut *tx, person).await.doing("add people")?;
            ids.push(id.ok_or_else(|| StoreError::Taken(person.account.to_string()))?);
        }
        tx.commit().await.doing("add people")?;
        Ok(ids)
    }

    /// The person with this number.
    pub async fn person_get(&self, id: PersonId) -> Result<Option<Person>, StoreError> {
        let row =
            sqlx::query("SELECT * FROM person WHERE id = $1").bind(id.0).fetch_optional(&self.reader).await;
        row.and_then(|row| row.as_ref().map(person).transpose()).doing("read a person")
    }

    /// The person with this account.
    pub async fn person_by_account(&self, account: &Account) -> Result<Option<Person>, StoreError> {
        let row = sqlx::query("SELECT * FROM person WHERE account = $1")
            .bind(account.as_str())
            .fetch_optional(&self.reader)
            .await;
        row.and_then(|row| row.as_ref().map(person).transpose()).doing("look up an account")
    }

    /// The person another provider knows so.
    pub async fn person_by_subject(&self, subject: &Subject) -> Result<Option<Person>, StoreError> {
        let row = sqlx::query("SELECT * FROM person WHERE oidc_issuer = $1 AND oidc_subject = $2")
            .bind(&subject.issuer)
            .bind(&subject.subject)
            .fetch_optional(&self.reader)
            .await;
        row.and_then(|row| row.as_ref().map(person).transpose()).doing("look up another provider's person")
    }

    /// The people of these bureaus, by bureau and account; of all bureaus without any.
    pub async fn person_list(
        &self,
        bureaus: Option<&BTreeSet<BureauCode>>,
    ) -> Result<Vec<Person>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new("SELECT * FROM person");
        if let Some(bureaus) = bureaus {
            query.push(" WHERE bureau IN (");
            let mut list = query.separated(", ");
            for bureau in bureaus {
                list.push_bind(bureau.as_str());
            }
            query.push(")");
        }
        query.push(" ORDER BY bureau, account");
        let rows = query.build().fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(person).collect()).doing("list people")
    }

    /// Gives a person another password and ends their sessions, which were begun under another stamp. Wrong
    /// passwords until now are forgotten.
    ///
    /// # Errors
    /// There is no such person.
    pub async fn person_set_password(
        &self,
        id: PersonId,
        password: &Password,
        stamp: &[u8],
        now: WallTime,
    ) -> Result<(), StoreError> {
        const UPDATE: &str = "
            UPDATE person SET password_hash = $2, password_is_start = $3, password_changed_at = $4,
                stamp = $5, failures = 0, locked_until = NULL
            WHERE id = $1";
        let query = sqlx::query(UPDATE)
            .bind(id.0)
            .bind(&password.hash)
            .bind(password.is_start)
            .bind(now.utc())
            .bind(stamp);
        self.person_change(id, query).await
    }

    /// Keeps the same password under a hash made another way.
    ///
    /// # Errors
    /// There is no such person.
    pub async fn person_rehash(&self, id: PersonId, old: &str, new: &str) -> Result<(), StoreError> {
        // A password that was changed meanwhile is not put back.
        let query = sqlx::query(
            "UPDATE person SET password_hash = CASE password_hash WHEN $2 THEN $3 ELSE password_hash END WHERE id = $1",
        );
        self.person_change(id, query.bind(id.0).bind(old).bind(new)).await
    }

    /// Gives a person another role and ends their sessions.
    ///
    /// # Errors
    /// There is no such person.
    pub async fn person_set_role(&self, id: PersonId, role: Role, stamp: &[u8]) -> Result<(), StoreError> {
        let query = sqlx::query("UPDATE person SET role = $2, stamp = $3 WHERE id = $1")
            .bind(id.0)
            .bind(role.as_str())
            .bind(stamp);
        self.person_change(id, query).await
    }

    /// Shuts a person out from an instant on, or lets them in again, and ends their sessions.
    ///
    /// # Errors
    /// There is no such person.
    pub async fn person_set_disabled(
        &self,
        id: PersonId,
        since: Option<WallTime>,
        stamp: &[u8],
    ) -> Result<(), StoreError> {
        const UPDATE: &str = "
            UPDATE person SET stamp = $3,
                disabled_at = CASE WHEN $2 IS NULL THEN NULL ELSE COALESCE(disabled_at, $2) END
            WHERE id = $1";
        let query = sqlx::query(UPDATE).bind(id.0).bind(since.map(WallTime::utc)).bind(stamp);
        self.person_change(id, query).await
    }

    /// Ends a person's sessions.
    ///
    /// # Errors
    /// There is no such person.
    pub async fn person_set_stamp(&self, id: PersonId, stamp: &[u8]) -> Result<(), StoreError> {
        let query = sqlx::query("UPDATE person SET stamp = $2 WHERE id = $1").bind(id.0).bind(stamp);
        self.person_change(id, query).await
    }

    /// Notes how another provider knows a person, once: `false` if they are known otherwise already.
    ///
    /// # Errors
    /// [`StoreError::Taken`] if the provider's person is somebody else here.
    pub async fn person_link(&self, id: PersonId, subject: &Subject) -> Result<bool, StoreError> {
        const UPDATE: &str = "
            UPDATE person SET oidc_issuer = $2, oidc_subject = $3 WHERE id = $1 AND oidc_subject IS NULL";
        let linked = sqlx::query(UPDATE)
            .bind(id.0)
            .bind(&subject.issuer)
            .bind(&subject.subject)
            .execute(&self.writer)
            .await;
        match linked {
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
                Err(StoreError::Taken(format!("{} of {}", subject.subject, subject.issuer)))
            }
            linked => Ok(linked.doing("link a person")?.rows_affected() == 1),
        }
    }

    /// Counts an attempt to sign in as a failure, which [`Store::person_succeeded`] takes back, and shuts the
    /// account where there were too many. `false`: it is shut, and no password is to be looked at.
    ///
    /// Attempts are counted before a password is looked at, so that of many at the same moment none is free.
    pub async fn person_attempt(&self, id: PersonId, now: WallTime) -> Result<bool, StoreError> {
        const COUNT: &str = "
            UPDATE person SET failures = failures + 1
            WHERE id = $1 AND (locked_until IS NULL OR locked_until <= $2) RETURNING failures";
        const LOCK: &str = "UPDATE person SET locked_until = $2 WHERE id = $1";
        const DOING: &str = "count an attempt to sign in";
        let mut tx = self.begin().await?;
        let count = sqlx::query_scalar::<_, i64>(COUNT).bind(id.0).bind(now.utc());
        let Some(failures) = count.fetch_optional(&mut *tx).await.doing(DOING)? else { return Ok(false) };
        let lock = locked_for(u32::try_from(failures).unwrap_or(u32::MAX));
        if let Some(lock) = lock {
            let until = now.plus(lock).utc();
            sqlx::query(LOCK).bind(id.0).bind(until).execute(&mut *tx).await.doing(DOING)?;
        }
        tx.commit().await.doing(DOING)?;
        Ok(true)
    }

    /// Forgets failures: the password was right.
    ///
    /// # Errors
    /// There is no such person.
    pub async fn person_succeeded(&self, id: PersonId) -> Result<(), StoreError> {
        let query = sqlx::query("UPDATE person SET failures = 0, locked_until = NULL WHERE id = $1");
        self.person_change(id, query.bind(id.0)).await
    }

    async fn person_change(
        &self,
        id: PersonId,
        query: sqlx::query::Query<'_, Sqlite, sqlx::sqlite::SqliteArguments>,
    ) -> Result<(), StoreError> {
        let changed = query.execute(&self.writer).await.doing("change a person")?;
        if changed.rows_affected() == 1 { Ok(()) } else { Err(unknown(id)) }
    }
}

fn unknown(id: PersonId) -> StoreError {
    StoreError::Unknown(format!("person {id}"))
}

fn person(row: &SqliteRow) -> sqlx::Result<Person> {
    let is_start = row.flag("password_is_start")?;
    let subject = match (row.text_opt("oidc_issuer")?, row.text_opt("oidc_subject")?) {
        (Some(issuer), Some(subject)) => Some(Subject { issuer, subject }),
        _ => None,
    };
    Ok(Person {
        id: PersonId(row.whole("id")?),
        account: Account::parse(&row.text("account")?).map_err(|error| odd("account", error))?,
        name: row.text("name")?,
        bureau: row.bureau("bureau")?,
        role: row.spelled("role", Role::parse)?,
        password: row.text_opt("password_hash")?.map(|hash| Password { hash, is_start }),
        password_changed: row.wall_time_opt("password_changed_at")?,
        subject,
        stamp: row.try_get("stamp")?,
        failures: row.count("failures")?,
        locked_until: row.wall_time_opt("locked_until")?,
        created: row.wall_time("created_at")?,
        disabled: row.wall_time_opt("disabled_at")?,
    })
}

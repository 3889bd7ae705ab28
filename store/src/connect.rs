//! Opening a store and bringing it up to date: all that is particular to SQLite.
//!
//! One connection writes and several read. Writers of this process queue for the one connection, in
//! order and without spinning; those of other processes wait for the file's write lock, which every
//! write takes at its beginning, so that none fails half-way.

use crate::error::{Doing, StoreError};
use sqlx::{
    SqlSafeStr, Sqlite, SqlitePool, Transaction,
    migrate::{MigrateError, Migration, MigrationType, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{
    path::Path,
    str::FromStr,
    sync::Arc,
    time::{Duration, Instant},
};

/// How long a writer waits for another process.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a caller waits for a connection: several others may wait for another process before it.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(120);
/// Readers never wait for the writer; a few are enough for the commands and the postboxes.
const READERS: u32 = 4;
/// SQLite's result codes, extended ones reduced to their low byte.
const BUSY: i32 = 5;
const NOT_A_DATABASE: i32 = 26;

/// The store. Clones share the connections.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) reader: SqlitePool,
    pub(crate) writer: SqlitePool,
    pub(crate) mail_host: Arc<str>,
    pub(crate) path: Arc<Path>,
}

impl Store {
    /// Opens a store, `sqlite:` and a path; file and folder are created where they are missing.
    ///
    /// # Errors
    /// The address is no store's, the file cannot be opened or is no database.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        Self::connect(url, true).await
    }

    /// Opens a store that is there, for whoever only reads or adds: nothing is created.
    ///
    /// # Errors
    /// As [`Store::open`]; there is no such file.
    pub async fn open_existing(url: &str) -> Result<Self, StoreError> {
        Self::connect(url, false).await
    }

    async fn connect(url: &str, create: bool) -> Result<Self, StoreError> {
        let address = || StoreError::Address { url: url.to_owned() };
        let path = url.strip_prefix("sqlite:").ok_or_else(address)?;
        if path.is_empty() {
            return Err(address());
        }
        let options = SqliteConnectOptions::from_str(url).map_err(|_| address())?;
        let path: Arc<Path> = options.get_filename().into();
        let in_memory = url.contains(":memory:") || url.contains("mode=memory");
        if !in_memory && !create && !path.exists() {
            return Err(StoreError::Absent { path: path.to_path_buf() });
        }
        if !in_memory && create {
            folder_create(&path)?;
        }
        let options = options.create_if_missing(create).foreign_keys(true).busy_timeout(BUSY_TIMEOUT);
        let writer = writer_connect(options.clone(), in_memory).await.map_err(|source| {
            let path = path.to_path_buf();
            match code(&source) {
                Some(NOT_A_DATABASE) => StoreError::Foreign { path },
                _ => StoreError::Open { path, source },
            }
        })?;
        // Connections to a database in memory would lock each other out: there, one does everything.
        let reader = if in_memory { writer.clone() } else { readers(options) };
        Ok(Self { reader, writer, mail_host: "duban.invalid".into(), path })
    }

    /// The same store, naming `host` in the Message-ID of mails it puts together from now on.
    /// Characters that no host name has are left out.
    #[must_use]
    pub fn with_mail_host(mut self, host: &str) -> Self {
        let host: String =
            host.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-')).collect();
        if !host.is_empty() {
            self.mail_host = host.into();
        }
        self
    }

    /// Brings the tables up to date. All migrations happen or none; doing it twice changes nothing.
    ///
    /// # Errors
    /// The store is newer than this program, or is no store of this program.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        if !self.is_ours(&mut tx).await? {
            return Err(StoreError::Foreign { path: self.path.to_path_buf() });
        }
        migrator().run_direct(None, &mut *tx, false).await.map_err(|error| match error {
            MigrateError::VersionMissing(version) => StoreError::Newer { version },
            MigrateError::VersionMismatch(version) => StoreError::Altered { version },
            other => StoreError::Migration(other),
        })?;
        tx.commit().await.doing("commit the migrations")
    }

    /// Whether the tables are those this version needs; if not, [`Store::migrate`] makes them so.
    ///
    /// # Errors
    /// The store is newer than this program.
    pub async fn is_migrated(&self) -> Result<bool, StoreError> {
        const DOING: &str = "look up its migrations";
        let found = sqlx::query_scalar::<_, i64>("SELECT version FROM _sqlx_migrations ORDER BY version");
        let found = match found.fetch_all(&self.reader).await.doing(DOING) {
            Err(StoreError::NotMigrated) => return Ok(false),
            found => found?,
        };
        let known = migrator();
        if let Some(&version) = found.iter().find(|version| !known.version_exists(**version)) {
            return Err(StoreError::Newer { version });
        }
        Ok(found.len() == known.iter().count())
    }

    /// Closes the connections and folds the write-ahead log into the file.
    pub async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }

    /// Begins to write, waiting for whoever writes now.
    pub(crate) async fn begin(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        // A transaction that reads first and takes the lock later could find its view outdated and
        // fail; one that begins with the lock cannot.
        self.writer.begin_with("BEGIN IMMEDIATE").await.doing("begin to write")
    }

    /// Whether the file is empty or was made by this program.
    async fn is_ours(&self, tx: &mut Transaction<'static, Sqlite>) -> Result<bool, StoreError> {
        const TABLES: &str = "SELECT name FROM sqlite_master WHERE type = 'table'";
        let tables: Vec<String> =
            sqlx::query_scalar(TABLES).fetch_all(&mut **tx).await.doing("list its tables")?;
        Ok(tables.is_empty() || tables.iter().any(|name| name == "_sqlx_migrations"))
    }
}

fn folder_create(path: &Path) -> Result<(), StoreError> {
    let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) else { return Ok(()) };
    let failed = |source| StoreError::Folder { folder: folder.to_path_buf(), source };
    std::fs::create_dir_all(folder).map_err(failed)
}

async fn writer_connect(options: SqliteConnectOptions, in_memory: bool) -> Result<SqlitePool, sqlx::Error> {
    let mut options = options.synchronous(SqliteSynchronous::Full);
    if !in_memory {
        options = options.journal_mode(SqliteJournalMode::Wal);
    }
    let pool = || pool_options().max_connections(1).min_connections(1);
    let start = Instant::now();
    loop {
        match pool().connect_with(options.clone()).await {
            // Turning a new file to write-ahead logging needs it alone and does not wait by itself:
            // two workers may well start at the same moment.
            Err(error) if code(&error) == Some(BUSY) && start.elapsed() < BUSY_TIMEOUT => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            outcome => return outcome,
        }
    }
}

fn readers(options: SqliteConnectOptions) -> SqlitePool {
    pool_options().max_connections(READERS).connect_lazy_with(options.pragma("query_only", "ON"))
}

fn pool_options() -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
}

fn code(error: &sqlx::Error) -> Option<i32> {
    let code: i32 = error.as_database_error()?.code()?.parse().ok()?;
    Some(code & 0xff)
}

/// The migrations, oldest first, each under the number its file bears. Their files never change once released.
fn migrator() -> Migrator {
    let files = [
        (1, "campaigns", include_str!("../migrations/sqlite/0001_campaigns.sql")),
        (2, "matters", include_str!("../migrations/sqlite/0002_matters.sql")),
        (3, "people", include_str!("../migrations/sqlite/0003_people.sql")),
        (4, "hooks", include_str!("../migrations/sqlite/0004_hooks.sql")),
        (5, "league", include_str!("../migrations/sqlite/0005_league.sql")),
        (6, "console", include_str!("../migrations/sqlite/0006_console.sql")),
        (7, "provisional", include_str!("../migrations/sqlite/0007_provisional.sql")),
        (8, "holidays", include_str!("../migrations/sqlite/0008_holidays.sql")),
        (10, "identity", include_str!("../migrations/sqlite/0010_identity.sql")),
        (12, "mail", include_str!("../migrations/sqlite/0012_mail.sql")),
        (15, "replies", include_str!("../migrations/sqlite/0015_replies.sql")),
        (16, "joint_circulars", include_str!("../migrations/sqlite/0016_joint_circulars.sql")),
        (17, "moved_dates", include_str!("../migrations/sqlite/0017_moved_dates.sql")),
        (21, "patience", include_str!("../migrations/sqlite/0021_patience.sql")),
        (22, "plan_drafts", include_str!("../migrations/sqlite/0022_plan_drafts.sql")),
        (23, "plan_versions", include_str!("../migrations/sqlite/0023_plan_versions.sql")),
        (24, "asks", include_str!("../migrations/sqlite/0024_asks.sql")),
        (25, "trend", include_str!("../migrations/sqlite/0025_trend.sql")),
        (27, "prepared_launches", include_str!("../migrations/sqlite/0027_prepared_launches.sql")),
    ];
    let migration = |(version, name, sql): (i64, &'static str, &'static str)| {
        Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    };
    Migrator::with_migrations(files.map(migration).into())
}

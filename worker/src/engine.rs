//! The engine on this machine: Temporal's own development server, started and stopped as a child
//! process. Production names a cluster in the settings instead.

use anyhow::{Context, Result, bail};
use duban_workflows::attributes;
use std::{
    fs::{File, TryLockError},
    io::{Read, Write},
    net::{Ipv4Addr, TcpListener},
    ops::RangeInclusive,
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    time::Duration,
};
use tokio::process::{Child, Command};

/// How to start the engine.
#[derive(Clone, Debug)]
pub struct EngineOptions {
    /// The `temporal` binary; `None`: the one on PATH, or the one in `.tools`.
    pub binary: Option<PathBuf>,
    /// Where its data is kept; `None`: in memory.
    pub data: Option<PathBuf>,
    /// The port to listen on; `None`: a free one.
    pub port: Option<u16>,
    /// Where its own log goes.
    pub log: Option<PathBuf>,
}

/// A running engine. Dropping it ends the process it started, and no other.
#[derive(Debug)]
pub struct Engine {
    child: Child,
    port: u16,
    /// Held while the engine's data is in use, by the engine too.
    _lock: Option<File>,
}

/// The engine answers within this time or something is wrong with it.
const STARTS_WITHIN: Duration = Duration::from_secs(60);
/// So often it is started when it ends at once: besides the port it is given it looks for free ones of its own,
/// and any other program may take one of them in between.
const STARTS: u32 = 5;
/// It is given this long to write its data before it is ended.
const STOPS_WITHIN: Duration = Duration::from_secs(10);

impl Engine {
    /// Starts the engine on 127.0.0.1 and waits until it takes connections.
    ///
    /// # Errors
    /// The binary is missing, or the server ends or does not answer.
    pub async fn start(options: &EngineOptions) -> Result<Self> {
        let mut left = STARTS;
        loop {
            let mut engine = Self::spawned(options)?;
            match engine.wait_until_ready().await {
                Ok(()) => return Ok(engine),
                Err(StartError::Ended(status)) if left > 1 => {
                    tracing::warn!(%status, port = engine.port, "the Temporal server ended at once; starting it again");
                    left -= 1;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn spawned(options: &EngineOptions) -> Result<Self> {
        let port = options.port.map_or_else(free_port, Ok)?;
        // Whoever listens there would answer in the engine's place.
        if !is_free(port) {
            bail!("port {port} is taken by another program; stop that one, or choose another port");
        }
        let lock = options.data.as_deref().map(|data| lock(data, port)).transpose()?;
        let child = spawn(options, port, lock.as_ref())?;
        Ok(Self { child, port, _lock: lock })
    }

    /// Its address, `127.0.0.1:PORT`.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The process id.
    pub fn pid(&self) -> Option<u32> {
        self.child.id()
    }

    /// Ends the process at once, as a power cut would.
    ///
    /// # Errors
    /// The process could not be signalled.
    pub async fn kill(mut self) -> Result<()> {
        self.child.kill().await.context("ending the Temporal server")
    }

    /// Asks the server to stop and waits for it; ends it if it takes too long.
    ///
    /// # Errors
    /// The process could not be signalled.
    pub async fn stop(mut self) -> Result<()> {
        if let Some(pid) = self.child.id() {
            terminate(pid).await?;
        }
        if tokio::time::timeout(STOPS_WITHIN, self.child.wait()).await.is_err() {
            self.child.kill().await.context("ending the Temporal server")?;
        }
        Ok(())
    }

    async fn wait_until_ready(&mut self) -> Result<(), StartError> {
        let ready = async {
            loop {
                if let Some(status) = self.child.try_wait()? {
                    return Err(StartError::Ended(status));
                }
                if crate::wiring::is_serving(&self.address()).await {
                    return Ok(());
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(STARTS_WITHIN, ready).await.unwrap_or(Err(StartError::Silent))
    }
}

/// Why a server that was started does not serve.
#[derive(Debug, thiserror::Error)]
enum StartError {
    #[error("the Temporal server ended at once ({0}); is its port taken or its data unreadable?")]
    Ended(ExitStatus),
    #[error("the Temporal server did not answer")]
    Silent,
    #[error("watching the Temporal server")]
    Watching(#[from] std::io::Error),
}

/// Timers to the hundredth of a second, which compressed time needs, and no waiting between polls of
/// the server's own queues.
const DYNAMIC_CONFIG: [&str; 3] = [
    "history.timerProcessorMaxTimeShift=\"10ms\"",
    "history.timerProcessorMaxPollRPS=1000",
    "history.transferProcessorMaxPollRPS=1000",
];

fn log_file(path: Option<&Path>) -> Result<Stdio> {
    let Some(path) = path else { return Ok(Stdio::null()) };
    path.parent().map(std::fs::create_dir_all).transpose()?;
    let file = std::fs::OpenOptions::new().create(true).append(true).open(path);
    Ok(file.with_context(|| format!("opening {}", path.display()))?.into())
}

/// Whether nobody listens on a port of this machine now.
pub fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// Takes an engine's data for oneself: two engines on one file would spoil it. The engine inherits the lock,
/// so that it holds for as long as either lives.
fn lock(data: &Path, port: u16) -> Result<File> {
    let parent = data.parent().map(std::fs::create_dir_all).transpose();
    parent.with_context(|| format!("creating the folder of {}", data.display()))?;
    let path = data.with_extension("lock");
    let opened = File::options().create(true).truncate(false).read(true).write(true).open(&path);
    let mut file = opened.with_context(|| format!("opening {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut where_it_is = String::new();
            file.read_to_string(&mut where_it_is).with_context(|| format!("reading {}", path.display()))?;
            bail!(
                "an engine with the data in {} runs already ({}); stop it first",
                data.display(),
                where_it_is.trim()
            );
        }
        Err(TryLockError::Error(error)) => {
            return Err(error).with_context(|| format!("locking {}", path.display()));
        }
    }
    file.set_len(0)?;
    writeln!(file, "127.0.0.1:{port}, started by process {}", std::process::id())?;
    Ok(file)
}

/// Where free ports are looked for: below those that systems give to outgoing connections (Linux from 32768, macOS and
/// Windows from 49152), so that none of these takes a port between our finding it free and our listening on it.
const FREE_PORTS: RangeInclusive<u16> = 12_000..=32_000;

/// A port nobody listens on now.
///
/// # Errors
/// There is none.
pub fn free_port() -> Result<u16> {
    let count = u32::from(FREE_PORTS.end() - FREE_PORTS.start()) + 1;
    for _ in 0..count {
        let drawn = getrandom::u32().context("drawing a port")? % count;
        let port = FREE_PORTS.start() + u16::try_from(drawn)?;
        if is_free(port) {
            return Ok(port);
        }
    }
    bail!("no port of 127.0.0.1 from {} to {} is free", FREE_PORTS.start(), FREE_PORTS.end())
}

/// Asks one process to end.
async fn terminate(pid: u32) -> Result<()> {
    let status = Command::new("kill").args(["-TERM", &pid.to_string()]).stderr(Stdio::null()).status().await;
    status.context("signalling the Temporal server")?;
    Ok(())
}

/// Starts the first of the binaries that is there.
fn spawn(options: &EngineOptions, port: u16, lock: Option<&File>) -> Result<Child> {
    let usual = || vec![PathBuf::from("temporal"), PathBuf::from(".tools/bin/temporal")];
    let binaries = options.binary.clone().map_or_else(usual, |named| vec![named]);
    for binary in &binaries {
        match command(binary, options, port, lock)?.spawn() {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            other => {
                return other.with_context(|| format!("starting the Temporal server {}", binary.display()));
            }
        }
    }
    bail!(
        "no Temporal server: looked for {binaries:?}; `make test` installs one into .tools, or name one in temporal.binary"
    )
}

fn command(binary: &Path, options: &EngineOptions, port: u16, lock: Option<&File>) -> Result<Command> {
    let mut command = Command::new(binary);
    command.args(["server", "start-dev", "--headless", "--ip", "127.0.0.1", "--log-level", "warn"]);
    command.args(["--port", &port.to_string()]);
    for name in attributes::NAMES {
        command.args(["--search-attribute", &format!("{name}=Keyword")]);
    }
    for value in DYNAMIC_CONFIG {
        command.args(["--dynamic-config-value", value]);
    }
    if let Some(data) = &options.data {
        command.arg("--db-filename").arg(data);
    }
    // It reads nothing, so the lock can come by that way.
    let stdin =
        lock.map(|file| file.try_clone().map(Stdio::from)).transpose().context("passing the lock on")?;
    command
        .stdin(stdin.unwrap_or_else(Stdio::null))
        .stdout(Stdio::null())
        .stderr(log_file(options.log.as_deref())?)
        .kill_on_drop(true);
    // Its own process group: a Ctrl-C in the terminal reaches us first, and we stop it in order.
    command.process_group(0);
    Ok(command)
}

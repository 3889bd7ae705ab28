//! chromedriver and what it starts, in a process group and a folder of their own: ending the group and
//! removing the folder leaves nothing behind, whatever state a test ended in.

use super::window::Browser;
use crate::{processes::Processes, until};
use duban::engine::free_port;
use fantoccini::{ClientBuilder, wd::Capabilities};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use std::{
    io::{self, Write as _},
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;
use tokio::net::TcpStream;

/// What was asked to end, or killed, is gone within this time.
const GOES_WITHIN: Duration = Duration::from_secs(5);

/// Nothing of it reaches for the network, asks anybody anything, or is remembered.
const FLAGS: [&str; 16] = [
    "--headless=new",
    "--lang=zh-CN",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-crash-reporter",
    "--disable-breakpad",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
];

/// A running chromedriver. Dropping it ends it and every browser it started.
#[derive(Debug)]
pub struct Driver {
    child: Child,
    port: u16,
    processes: Processes,
    folder: TempDir,
}

impl Driver {
    /// Starts it on a free port. What it writes lies in `folder` until it ends.
    pub async fn start(folder: &Path, processes: &Processes) -> Self {
        let folder = tempfile::Builder::new().prefix("browser-").tempdir_in(folder).unwrap();
        let port = free_port().unwrap();
        let log = std::fs::File::create(folder.path().join("chromedriver.log")).unwrap();
        let mut command = Command::new("chromedriver");
        command.arg(format!("--port={port}")).env("TMPDIR", folder.path()).env("HOME", folder.path());
        // Names of files may be in any script.
        command.env("LC_ALL", "C.UTF-8").env("LANGUAGE", "zh_CN").process_group(0);
        command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
        let child = command.spawn().expect("starting chromedriver; `make browser` installs it");
        processes.add_group(child.id());
        let driver = Self { child, port, processes: processes.clone(), folder };
        until("chromedriver", async || TcpStream::connect(("127.0.0.1", port)).await.ok()).await;
        driver
    }

    /// A new browser with an empty profile, for pages of one origin (`http://127.0.0.1:PORT`).
    pub async fn browser(&self, origin: &str) -> Browser {
        let profile = tempfile::Builder::new().prefix("profile-").tempdir_in(self.folder.path()).unwrap();
        let mut flags: Vec<_> = FLAGS.iter().map(ToString::to_string).collect();
        flags.push(format!("--user-data-dir={}", profile.path().display()));
        let capabilities = json!({
            "browserName": "chrome",
            "goog:chromeOptions": { "args": flags, "prefs": { "intl.accept_languages": "zh-CN,zh" } },
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        let capabilities: Capabilities = serde_json::from_value(capabilities).unwrap();
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = builder.capabilities(capabilities).connect(&self.address()).await.unwrap_or_else(|e| {
            panic!("starting a browser: {e}\n{}", log_of(self.folder.path()));
        });
        Browser::new(client, origin, profile).await
    }

    fn ask_to_stop(&self) -> io::Result<()> {
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", self.port))?;
        stream.write_all(b"GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    }

    fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Asked, it closes its browsers in order; what is left of its group then is killed.
        let group = self.child.id();
        if self.ask_to_stop().is_ok() {
            wait_until(|| !matches!(self.child.try_wait(), Ok(None)));
        }
        if is_alive(group) {
            let _ = Command::new("kill").args(["-KILL", "--", &format!("-{group}")]).status();
        }
        let _ = self.child.wait();
        // The folder can be removed when nobody writes into it any more.
        wait_until(|| !is_alive(group));
        self.processes.remove_group(group);
    }
}

/// Waits for a condition, but not for ever: this is for the end of a test, which may have failed.
fn wait_until(mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() && began.elapsed() < GOES_WITHIN {
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn log_of(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("chromedriver.log")).unwrap_or_default()
}

/// Whether a process of the group runs (one that has ended and was not reaped does not).
fn is_alive(group: u32) -> bool {
    let Ok(processes) = std::fs::read_dir("/proc") else { return false };
    processes.flatten().any(|process| {
        let stat = std::fs::read_to_string(process.path().join("stat")).unwrap_or_default();
        // pid (name) state parent group …; the name may hold anything.
        let mut fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace();
        let (state, own) = (fields.next(), fields.nth(1));
        state != Some("Z") && own.and_then(|own| own.parse().ok()) == Some(group)
    })
}

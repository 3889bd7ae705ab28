//! A hundred readers at once: `wrk` on this machine, with a list of addresses that it goes through.

use super::server::Server;
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::path::Path;
use tokio::process::Command;

const SCRIPT: &str = include_str!("readers.lua");
/// Readers at once.
pub(super) const READERS: u32 = 100;
/// wrk's own threads.
const THREADS: u32 = 2;

/// What wrk measured; times in milliseconds.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Load {
    pub(super) requests: u64,
    seconds: f64,
    bytes: u64,
    pub(super) p50: f64,
    pub(super) p95: f64,
    pub(super) p99: f64,
    pub(super) most: f64,
    not_ok: u64,
    failed: u64,
}

impl Load {
    /// Answers a second.
    pub(super) fn rate(&self) -> f64 {
        self.requests as f64 / self.seconds
    }

    /// Of one answer, with its header.
    pub(super) fn kib_each(&self) -> f64 {
        self.bytes as f64 / 1024.0 / self.requests.max(1) as f64
    }
}

/// Reads these addresses for so long.
pub(super) async fn read(folder: &Path, server: &Server, addresses: &[String], seconds: u32) -> Result<Load> {
    let path = |name: &str| folder.join(name);
    let (list, cookies, script) = (path("addresses.txt"), path("cookies.txt"), path("readers.lua"));
    std::fs::write(&list, addresses.join("\n"))?;
    std::fs::write(&cookies, server.cookies().join("\n"))?;
    std::fs::write(&script, SCRIPT)?;
    let mut wrk = Command::new("wrk");
    wrk.arg(format!("-t{THREADS}")).arg(format!("-c{READERS}")).arg(format!("-d{seconds}s"));
    wrk.args(["--timeout", "10s", "--script"]).arg(&script).arg(format!("http://{}", server.host()));
    wrk.env("ADDRESSES", &list).env("COOKIES", &cookies).kill_on_drop(true);
    let output = wrk.output().await.context("starting wrk; `make bench` installs it")?;
    let text = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success(), "wrk failed: {text}{}", String::from_utf8_lossy(&output.stderr));
    let load: Load = serde_json::from_str(text.lines().last().unwrap_or_default())
        .with_context(|| format!("reading what wrk says: {text}"))?;
    ensure!(load.not_ok == 0 && load.failed == 0, "not every answer was good: {load:?}");
    Ok(load)
}

//! `duban console` in a process of its own, and people who have signed in.

use super::province;
use crate::{findings::FindingCampaign, stage::until};
use anyhow::{Context, Result, ensure};
use duban::engine::free_port;
use duban_domain::access::Role;
use duban_store::Store;
use duban_web::people::{Accounts, Hasher, Newcomer};
use reqwest::{Client, StatusCode, header, redirect};
use std::{process::Stdio, time::Duration};
use tempfile::TempDir;
use tokio::process::{Child, Command};

/// How many people read; each has a page of their own in the console's keeping.
const ACCOUNTS: usize = 20;
const PASSWORD: &str = "督办基准测试口令-2024";

pub(super) struct Server {
    child: Child,
    host: String,
    cookies: Vec<String>,
    client: Client,
}

impl Server {
    /// Starts it, and signs its readers in.
    pub(super) async fn start(folder: &TempDir, store: &Store, campaign: &FindingCampaign) -> Result<Self> {
        let path = |name: &str| folder.path().join(name);
        let host = format!("127.0.0.1:{}", free_port()?);
        std::fs::write(path("bureaus.csv"), duban_tests::campaign::list(&campaign.directory))?;
        let settings = format!(
            "[store]\nurl = \"sqlite:{}\"\n[bureaus]\nfile = \"{}\"\n[archive]\nurl = \"{}\"\n\
             [console]\naddress = \"{host}\"\nsign_ins_per_minute = 0\n",
            path("duban.db").display(),
            path("bureaus.csv").display(),
            path("archive").display(),
        );
        std::fs::write(path("console.toml"), settings)?;
        let accounts = accounts(store).await?;
        let program = std::env::current_exe()?.with_file_name("duban");
        let child = Command::new(&program)
            .arg("--settings")
            .arg(path("console.toml"))
            .arg("console")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(path("console.log"))?)
            .kill_on_drop(true)
            .process_group(0)
            .spawn()
            .with_context(|| format!("starting {}", program.display()))?;
        // Installed already where another section has run: that is the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().no_proxy().redirect(redirect::Policy::none()).build()?;
        let mut server = Self { child, host, cookies: Vec::new(), client };
        let door = server.address("/sign-in");
        let answers = async || Ok(server.client.get(&door).send().await.is_ok());
        until("the console", Duration::from_millis(50), answers).await?;
        for account in accounts {
            let cookie = server.sign_in(&account).await?;
            server.cookies.push(cookie);
        }
        Ok(server)
    }

    /// The stream that a page listens to.
    pub(super) async fn stream_of(&self, path: &str) -> Result<String> {
        let page = self.get(path, "identity").await?.text().await?;
        let rest = page.split_once("sse-connect=\"").with_context(|| format!("{path} listens to nothing"))?.1;
        let address = rest.split_once('"').context("an address without an end")?.0;
        Ok(address.replace("&amp;", "&"))
    }

    /// Where it listens.
    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// The people who have signed in.
    pub(super) fn cookies(&self) -> &[String] {
        &self.cookies
    }

    /// The style sheet's address.
    pub(super) async fn style(&self) -> Result<String> {
        let assets = self.assets().await?;
        let style = assets.into_iter().map(|(path, _)| path).find(|path| path.contains(".css"));
        style.context("the pages have no style sheet")
    }

    /// What every page brings along, and its packed bytes.
    pub(super) async fn assets(&self) -> Result<Vec<(String, u64)>> {
        let page = self.get("/", "identity").await?.text().await?;
        let marks = [" href=\"/assets/", " src=\"/assets/"];
        let paths = marks.into_iter().flat_map(|mark| {
            let rest = page.split(mark).skip(1);
            rest.filter_map(|rest| rest.split('"').next())
                .map(|name| format!("/assets/{name}"))
                .collect::<Vec<_>>()
        });
        let mut assets = Vec::new();
        for path in paths {
            let bytes = self.packed_bytes(&path).await?;
            assets.push((path, bytes));
        }
        Ok(assets)
    }

    /// The bytes of an answer's body as it comes over the wire.
    pub(super) async fn packed_bytes(&self, path: &str) -> Result<u64> {
        let answer = self.get(path, "gzip").await?;
        Ok(answer.bytes().await?.len() as u64)
    }

    pub(super) async fn stop(mut self) -> Result<()> {
        self.child.kill().await.context("ending the console")
    }

    fn address(&self, path: &str) -> String {
        format!("http://{}{path}", self.host)
    }

    /// Asks as the first of those who have signed in; a packed body stays packed.
    async fn get(&self, path: &str, encoding: &str) -> Result<reqwest::Response> {
        let cookie = self.cookies.first().context("nobody has signed in")?;
        let request = self.client.get(self.address(path)).header(header::COOKIE, cookie);
        let answer = request.header(header::ACCEPT_ENCODING, encoding).send().await?;
        ensure!(answer.status() == StatusCode::OK, "{path}: {}", answer.status());
        Ok(answer)
    }

    async fn sign_in(&self, account: &str) -> Result<String> {
        let form = format!("account={account}&password={}&next=%2F", encoded(PASSWORD));
        let request = self.client.post(self.address("/sign-in")).body(form);
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let answer = request.header("sec-fetch-site", "same-origin").send().await?;
        ensure!(answer.status() == StatusCode::SEE_OTHER, "signing in: {}", answer.status());
        let cookie = answer.headers().get(header::SET_COOKIE).context("no session")?.to_str()?;
        Ok(cookie.split(';').next().unwrap_or_default().to_owned())
    }
}

/// People at the province, who see everything.
async fn accounts(store: &Store) -> Result<Vec<String>> {
    let keeper = Accounts::new(store.clone(), Hasher::default());
    let mut accounts = Vec::new();
    for number in 0..ACCOUNTS {
        let account = format!("reader{number:02}");
        let bureau = province::PROVINCE.into();
        let newcomer =
            Newcomer { account: account.clone(), name: "读者".to_owned(), bureau, role: Role::Officer };
        keeper
            .add(&newcomer, Some(PASSWORD), crate::stage::now())
            .await
            .map_err(|why| anyhow::anyhow!("{why}"))?;
        accounts.push(account);
    }
    Ok(accounts)
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

//! Signing in through a certified OpenID Connect provider: the whole way, with a browser's redirects and
//! cookies, and everything that can be wrong with coming back.

use duban_archive::{Archive, ArchiveOptions, Location};
use duban_config::{
    Secret, sample_directory,
    settings::{ConsoleSettings, OidcSettings},
};
use duban_console::serve;
use duban_domain::{WallTime, access::Role, people::Account};
use duban_service::Service;
use duban_store::{AuditFilter, Store};
use duban_web::{
    Console, Parts,
    people::{Accounts, Hasher, Newcomer},
};
use reqwest::{Method, StatusCode, header, redirect::Policy};
use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinHandle};

const SECRET: &str = "for tests only";

/// A provider in a process of its own.
struct Provider {
    process: Child,
    issuer: String,
}

impl Provider {
    fn start(redirect: &str) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let modules = root.join(".tools/oidc").canonicalize().expect("run `make .tools/oidc` first");
        let mut process = Command::new("node")
            .arg(root.join("tools/oidc/provider.mjs"))
            .args([redirect, SECRET])
            .env("OIDC_MODULES", modules)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut issuer = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut issuer).unwrap();
        Self { process, issuer: issuer.trim().to_owned() }
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// A console beside its provider.
struct House {
    store: Store,
    keeper: Accounts,
    public_url: String,
    provider: Provider,
    serving: JoinHandle<std::io::Result<()>>,
    _folder: TempDir,
}

impl House {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("duban.db").display());
        let store = Store::open(&url).await.unwrap();
        store.migrate().await.unwrap();
        let archive = Archive::open(ArchiveOptions {
            location: Location::Folder(folder.path().join("archive")),
            max_bytes: 1 << 20,
            allowed_types: Vec::new(),
        });
        let directory = sample_directory().unwrap();
        let parts = duban_service::Parts::without_engine(store.clone(), archive.unwrap(), directory).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let public_url = format!("http://{}", listener.local_addr().unwrap());
        let provider = Provider::start(&format!("{public_url}/sign-in/oidc/back"));
        let oidc = OidcSettings {
            issuer: provider.issuer.clone(),
            client_id: "duban".to_owned(),
            client_secret: Secret::new(SECRET),
            account_claim: "preferred_username".to_owned(),
            label: "统一身份认证".to_owned(),
        };
        let settings = ConsoleSettings {
            public_url: public_url.clone(),
            sign_ins_per_minute: 0,
            oidc: Some(oidc),
            ..ConsoleSettings::default()
        };
        let console = Console::with_settings(Parts { service: Service::new(parts) }, settings).unwrap();
        let serving = tokio::spawn(serve(console, listener, std::future::pending()));
        let keeper = Accounts::new(store.clone(), Hasher::default());
        Self { store, keeper, public_url, provider, serving, _folder: folder }
    }

    /// Somebody without a password here.
    async fn add(&self, account: &str) {
        let (account, name) = (account.to_owned(), format!("{account}同志"));
        let newcomer = Newcomer { account, name, bureau: "522701".into(), role: Role::Officer };
        self.keeper.add(&newcomer, None, now()).await.unwrap();
    }

    /// The outcomes of signing in, oldest first.
    async fn log(&self) -> Vec<(String, &'static str)> {
        let mut rows = self.store.audit_list(&AuditFilter::default(), None, 500).await.unwrap();
        rows.reverse();
        rows.into_iter().map(|row| (row.entry.account, row.entry.outcome.as_str())).collect()
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn now() -> WallTime {
    WallTime::new(chrono::Utc::now())
}

/// An answer: its status, where it leads, what it says.
struct OidcAnswer {
    status: StatusCode,
    location: Option<String>,
    body: String,
}

/// A browser with a jar of cookies an origin, which follows nothing by itself.
struct OidcBrowser {
    http: reqwest::Client,
    jars: BTreeMap<String, BTreeMap<String, String>>,
}

impl OidcBrowser {
    fn new() -> Self {
        Self {
            http: reqwest::Client::builder()
                .redirect(Policy::none())
                .pool_max_idle_per_host(0)
                .build()
                .unwrap(),
            jars: BTreeMap::new(),
        }
    }

    async fn get(&mut self, address: &str) -> OidcAnswer {
        self.ask(Method::GET, address, String::new()).await
    }

    async fn ask(&mut self, method: Method, address: &str, form: String) -> OidcAnswer {
        let url = reqwest::Url::parse(address).unwrap();
        let jar = self.jars.entry(url.origin().ascii_serialization()).or_default();
        let cookies: Vec<_> = jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = self
            .http
            .request(method, url.clone())
            .header(header::COOKIE, cookies.join("; "))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form);
        let response = request.send().await.unwrap();
        for set in response.headers().get_all(header::SET_COOKIE) {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            match value {
                "" => _ = jar.remove(name),
                value => _ = jar.insert(name.to_owned(), value.to_owned()),
            }
        }
        let location = response.headers().get(header::LOCATION);
        let location = location.map(|to| url.join(to.to_str().unwrap()).unwrap().to_string());
        OidcAnswer { status: response.status(), location, body: response.text().await.unwrap() }
    }

    /// Goes to the provider, says who one is there and agrees; gives the address that leads back.
    async fn fetch_the_way_back(&mut self, house: &House, who: &str) -> String {
        let begin = format!("{}/sign-in/oidc?next=/account", house.public_url);
        let mut at = self.get(&begin).await.location.expect("a way to the provider");
        assert!(at.starts_with(&house.provider.issuer), "{at}");
        for part in ["code_challenge_method=S256", "state=", "nonce=", "scope=openid+profile"] {
            assert!(at.contains(part), "{part} not in {at}");
        }
        let back = format!("{}/sign-in/oidc/back", house.public_url);
        let mut forms =
            [format!("prompt=login&login={who}&password=x"), "prompt=consent".to_owned()].into_iter();
        while !at.starts_with(&back) {
            let answer = self.get(&at).await;
            at = match answer.location {
                Some(next) => next,
                None => {
                    let form = forms.next().unwrap_or_else(|| panic!("{at} asks for more: {}", answer.body));
                    self.ask(Method::POST, &at, form).await.location.expect("a way on")
                }
            };
        }
        at
    }

    async fn sign_in(&mut self, house: &House, who: &str) -> OidcAnswer {
        let back = self.fetch_the_way_back(house, who).await;
        self.get(&back).await
    }

    async fn is_in(&mut self, house: &House) -> bool {
        self.get(&format!("{}/account", house.public_url)).await.status.is_success()
    }
}

#[tokio::test]
async fn a_person_comes_in_by_the_account_and_later_by_the_providers_own_id() {
    let house = House::new().await;
    house.add("zhangsan").await;
    let mut browser = OidcBrowser::new();
    let page = browser.get(&format!("{}/sign-in?next=/account", house.public_url)).await;
    assert!(page.body.contains("统一身份认证") && page.body.contains("/sign-in/oidc?next="), "{}", page.body);
    let entered = browser.sign_in(&house, "1@zhangsan").await;
    assert_eq!(entered.location, Some(format!("{}/account", house.public_url)), "{}", entered.body);
    let account = browser.get(&format!("{}/account", house.public_url)).await;
    assert!(account.body.contains("zhangsan同志") && !account.body.contains("name=\"current\""));
    // Renamed over there, they are who they were.
    let mut renamed = OidcBrowser::new();
    renamed.sign_in(&house, "1@lisi").await;
    assert!(renamed.is_in(&house).await);
    // Whoever takes over the name is not.
    let mut other = OidcBrowser::new();
    let refused = other.sign_in(&house, "2@zhangsan").await;
    assert_eq!((refused.status, other.is_in(&house).await), (StatusCode::UNPROCESSABLE_ENTITY, false));
    let log = house.log().await;
    let log: Vec<_> = log.iter().map(|(who, how)| (who.as_str(), *how)).collect();
    assert_eq!(log, [("zhangsan", "done"), ("zhangsan", "done"), ("zhangsan", "denied")]);
}

#[tokio::test]
async fn who_is_unknown_or_shut_out_here_stays_outside() {
    let house = House::new().await;
    house.add("zhangsan").await;
    let person = house.store.person_by_account(&Account::parse("zhangsan").unwrap()).await.unwrap().unwrap();
    house.keeper.disable(&person, now()).await.unwrap();
    for who in ["1@zhangsan", "2@nobody", "3@%3Cscript%3E"] {
        let mut browser = OidcBrowser::new();
        let refused = browser.sign_in(&house, who).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{who}");
        assert!(refused.body.contains("没有对应的账号") && !refused.body.contains("<script>"), "{who}");
        assert!(!browser.is_in(&house).await, "{who}");
    }
    assert!(house.log().await.iter().all(|(_, how)| *how == "denied"));
}

#[tokio::test]
async fn only_the_way_that_was_begun_leads_in_and_only_once() {
    let house = House::new().await;
    house.add("zhangsan").await;
    let mut browser = OidcBrowser::new();
    let back = browser.fetch_the_way_back(&house, "1@zhangsan").await;
    // In another's browser: a way that was never begun there.
    let mut victim = OidcBrowser::new();
    assert_eq!(victim.get(&back).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!victim.is_in(&house).await);
    // A forged state, and with it the way is spent.
    let (before, after) = back.split_once("state=").unwrap();
    let forged = format!("{before}state=x{after}");
    assert_eq!(browser.get(&forged).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(browser.get(&back).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!browser.is_in(&house).await);
    // A code that the provider never gave, and one that was given already.
    let back = browser.fetch_the_way_back(&house, "1@zhangsan").await;
    let (before, after) = back.split_once("code=").unwrap();
    assert_eq!(browser.get(&format!("{before}code=x{after}")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let back = browser.fetch_the_way_back(&house, "1@zhangsan").await;
    assert_eq!(browser.get(&back).await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.get(&back).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    // Refused over there, and nonsense.
    for query in ["error=access_denied", "", "state=&code=", "code=x"] {
        let mut stranger = OidcBrowser::new();
        let answer = stranger.get(&format!("{}/sign-in/oidc/back?{query}", house.public_url)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
    }
}

//! `duban dev` beside another: on ports of its own, with an engine of its own, and it ends when it is told to.

use duban_activities::engine::{EngineAddress, EngineClient};
use duban_domain::{Actor, Timebase};
use duban_service::{Launched, Launcher};
use duban_store::Store;
use duban_tests::{
    Campaign, Shape,
    processes::Processes,
    sandbox, until,
    worker::{program, run_options},
};
use std::{
    net::TcpListener,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
};

/// `duban dev` in a folder. Dropping it kills it; its engine goes with the group.
struct Dev {
    child: Child,
    processes: Processes,
}

impl Dev {
    fn start(folder: &Path, set: &[String]) -> Self {
        let log = std::fs::File::create(folder.join("dev.log")).unwrap();
        let mut command = Command::new(program());
        command.arg("dev").current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        for pair in set {
            command.args(["--set", pair]);
        }
        if let Some(binary) = sandbox::temporal() {
            command.env("DUBAN_TEMPORAL__BINARY", binary);
        }
        let child = command.spawn().unwrap();
        let processes = Processes::default();
        processes.add(Some(child.id()));
        Self { child, processes }
    }

    /// Tells it to stop as Ctrl-C does, and waits for it.
    async fn interrupt(mut self) -> ExitStatus {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
        let status = until("the end of duban dev", async || self.child.try_wait().unwrap()).await;
        self.processes.remove(Some(self.child.id()));
        status
    }
}

impl Drop for Dev {
    fn drop(&mut self) {
        let _ended = self.child.kill();
    }
}

fn log(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("dev.log")).unwrap()
}

async fn until_logged(folder: &Path, what: &str) -> String {
    until(what, async || {
        let text = log(folder);
        text.contains(what).then_some(text)
    })
    .await
}

/// A port somebody else listens on.
fn taken() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    (listener, address)
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_usual_ports_are_taken_it_takes_free_ones_and_ctrl_c_ends_it_whatever_fails() {
    let folder = tempfile::tempdir().unwrap();
    let ((_engine, engine), (_console, console)) = (taken(), taken());
    let campaign = Campaign::short(folder.path(), "short", Shape::TwoLevels).by_the_clock();
    let set = [
        format!("temporal.address={engine}"),
        format!("console.address={console}"),
        format!("bureaus.file={}", duban_tests::campaign::bureaus_file(folder.path()).display()),
    ];
    let dev = Dev::start(folder.path(), &set);
    let text = until_logged(folder.path(), "the worker takes work").await;
    assert!(text.contains(&format!("port {} is taken", engine.rsplit_once(':').unwrap().1)), "{text}");
    assert!(text.contains(&format!("{console} is taken by another program")), "{text}");
    let own = text.split("temporal.address=").nth(1).unwrap().split_whitespace().next().unwrap();
    assert_ne!(own, engine);

    // A second one on the same data does not spoil it.
    let second = Command::new(program()).arg("dev").current_dir(folder.path()).output().unwrap();
    let told = String::from_utf8(second.stderr).unwrap();
    assert!(!second.status.success() && told.contains("runs already"), "{told}");

    // A campaign that this store does not know: none of its records can ever be kept.
    let client = EngineClient::connect(EngineAddress::local(own)).await.unwrap();
    let other = Store::open(&format!("sqlite:{}", folder.path().join("other.db").display())).await.unwrap();
    other.migrate().await.unwrap();
    let Campaign { directory, terms, plan, pace, .. } = &campaign;
    let at = sandbox::wall_now();
    let by = Actor { bureau: plan.issuer.clone(), name: "测试".to_owned() };
    let timebase = Timebase::compressed(terms.opens, at, 1);
    let launched = Launched { plan: plan.clone(), timebase, by, at };
    let run = &run_options(*pace);
    let launcher = Launcher { client: &client, store: &other, directory, run };
    launcher.launch(terms, launched).await.unwrap();
    until_logged(folder.path(), "the record was not written").await;
    let status = dev.interrupt().await;
    assert!(status.success(), "{status}\n{}", log(folder.path()));
}

//! `duban user` and `duban token`: the first administrator is made here.

use super::program::{Outcome, Program};
use duban_domain::people::{Outcome as Became, Via};
use duban_store::{AuditFilter, Store};
use serde_json::Value;
use std::{
    io::Write,
    process::{Command, Stdio},
};

const PASSWORD: &str = "correct horse battery";

fn migrated() -> Program {
    let program = Program::new();
    program.run(&["migrate"]).succeeded();
    program
}

/// A run that reads `input` from something that is no terminal.
fn told(mut command: Command, input: &str) -> Outcome {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that refuses early does not wait for its input.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    Outcome {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

fn add(program: &Program, account: &str, bureau: &str, role: &str, password: &str) -> Outcome {
    let args = ["user", "add", account, "--name", "张三", "--bureau", bureau, "--role", role];
    told(program.command(&args), password)
}

#[test]
fn the_first_administrator_is_made_at_the_terminal() {
    let program = migrated();
    let added = add(&program, "ＡDMIN.one", "522700", "administrator", &format!("{PASSWORD}\n")).succeeded();
    assert!(!added.stdout.contains(PASSWORD) && !added.stderr.contains(PASSWORD), "{added:?}");
    let people = program.json(&["user", "list"]);
    let one = &people.as_array().unwrap()[0];
    assert_eq!(
        (&one["account"], &one["role"], &one["password"]),
        (&"admin.one".into(), &"administrator".into(), &true.into())
    );
    assert_eq!(one["bureau"], "522700");
    let database = std::fs::read(program.path(".duban/duban.db")).unwrap();
    assert!(!database.windows(PASSWORD.len()).any(|bytes| bytes == PASSWORD.as_bytes()));
}

#[test]
fn what_will_not_do_is_refused_with_a_reason() {
    let program = migrated();
    add(&program, "zhangsan", "522701", "officer", PASSWORD).succeeded();
    for (account, bureau, password, why) in [
        ("zhangsan", "522701", PASSWORD, "the account zhangsan is taken"),
        ("<b>", "522701", PASSWORD, "an account is 2 to 64"),
        ("lisi", "999999", PASSWORD, "there is no bureau 999999"),
        ("lisi", "522701", "short", "at least 12 characters"),
        ("lisi", "522701", "lisilisilisi", "may not be the account's name"),
        ("lisi", "522701", "password1234", "one of the commonest"),
        ("lisi", "522701", "", "stdin holds no password"),
    ] {
        let refused = add(&program, account, bureau, "officer", password);
        assert_eq!(
            (refused.code, refused.stdout.as_str()),
            (Some(3), ""),
            "{account} {password}: {refused:?}"
        );
        assert!(refused.stderr.contains(why), "{why} not in {}", refused.stderr);
    }
    let nobody = program.run(&["user", "disable", "lisi"]);
    assert_eq!(nobody.code, Some(3));
    assert!(nobody.stderr.contains("nobody has the account lisi"), "{}", nobody.stderr);
    assert_eq!(add(&program, "lisi", "522701", "emperor", PASSWORD).code, Some(2));
    assert_eq!(program.json(&["user", "list"]).as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_done_at_the_terminal_is_audited() {
    let program = migrated();
    add(&program, "zhangsan", "522701", "officer", PASSWORD).succeeded();
    add(&program, "zhangsan", "522701", "officer", PASSWORD);
    program.run(&["user", "role", "zhangsan", "leader"]).succeeded();
    program.run(&["user", "disable", "zhangsan"]).succeeded();
    let state = |people: Value| people[0]["disabled"].is_null();
    assert!(!state(program.json(&["user", "list", "--bureau", "522700"])));
    program.run(&["user", "enable", "zhangsan"]).succeeded();
    assert!(state(program.json(&["user", "list"])));
    told(program.command(&["user", "password", "zhangsan"]), "another fine sentence\n").succeeded();
    let args = ["token", "add", "--name", "检查应用", "--bureau", "522701", "--role", "officer"];
    let made = program.json(&args);
    let secret = made["secret"].as_str().unwrap().to_owned();
    assert_eq!(secret.len(), "duban_".len() + 43);
    let listed = program.run(&["token", "list"]).succeeded();
    assert!(listed.stdout.contains("检查应用") && !listed.stdout.contains(&secret));
    let id = made["id"].to_string();
    assert_eq!(program.run(&["token", "revoke", &id]).succeeded().stdout, "revoked\n");
    assert_eq!(program.run(&["token", "revoke", &id]).succeeded().stdout, "it was revoked before\n");
    let sampled = |name: &str| {
        let (code, on) = ("91350100M000100Y43", "2024-07-01");
        let what = ["--product", "电线", "--reference", "CJ-1", "--passed", "--for", "522701"];
        program.run(&[&["sampling", code, "--name", name, "--on", on][..], &what].concat())
    };
    let refused = sampled(&"厂".repeat(201));
    assert!(refused.code == Some(3) && refused.stderr.contains("1至200个字"), "{refused:?}");
    assert_eq!(sampled("电缆厂").succeeded().stdout, "recorded\n");
    let store = Store::open_existing(&format!("sqlite:{}", program.path(".duban/duban.db"))).await.unwrap();
    let mut rows = store.audit_list(&AuditFilter::default(), None, 500).await.unwrap();
    rows.reverse();
    assert!(rows.iter().all(|row| row.entry.via == Via::Terminal && !row.entry.account.is_empty()));
    let log: Vec<_> = rows.iter().map(|row| (row.entry.action.as_str(), row.entry.outcome)).collect();
    let expected = [
        ("user-add", Became::Done),
        ("user-add", Became::Refused),
        ("user-role", Became::Done),
        ("user-disable", Became::Done),
        ("user-enable", Became::Done),
        ("user-password", Became::Done),
        ("token-add", Became::Done),
        ("token-revoke", Became::Done),
        ("token-revoke", Became::Done),
        ("report-figures", Became::Refused),
        ("report-figures", Became::Done),
    ];
    assert_eq!(log, expected);
    // As the pages and the API write it, in the same place.
    assert_eq!(rows[6].entry.detail, serde_json::json!({ "id": made["id"], "role": "officer" }));
    let details: String = rows.iter().map(|row| row.entry.detail.to_string()).collect();
    assert!(!details.contains(&secret) && !details.contains(PASSWORD), "{details}");
}

#[test]
fn a_list_of_people_is_added_at_the_terminal() {
    let program = migrated();
    let list = "姓名,单位,角色,账号\n张三,都匀市市场监督管理局,经办人,\n李四,522700,领导,lisi\n";
    let list = program.write("people.csv", list);
    let added = program.run(&["user", "import", &list]).succeeded();
    assert!(added.stdout.contains("522701-1") && added.stdout.contains("lisi"), "{}", added.stdout);
    assert!(added.stderr.contains("2 added, 0 had an account already"), "{}", added.stderr);
    let people = program.json(&["user", "list"]);
    assert_eq!(people.as_array().unwrap().len(), 2);
    let again = program.json(&["user", "import", &list]);
    assert_eq!((&again["added"], &again["known"]), (&Value::Array(Vec::new()), &2.into()));
    let wrong = program.write("wrong.csv", "姓名,单位,角色\n王五,522702,局长\n");
    let refused = program.run(&["user", "import", &wrong]);
    assert_eq!((refused.code, refused.stderr.contains("没有“局长”这个角色")), (Some(2), true), "{refused:?}");
    assert_eq!(program.json(&["user", "list"]).as_array().unwrap().len(), 2);
}

//! `duban user …`.

use super::{
    password,
    people_context::{AuditTarget, PeopleContext, now, shown},
};
use crate::{
    cli::people::{AddUser, UserCli},
    context::App,
    output::{self, RefusedCommand},
};
use anyhow::Result;
use duban_console::people::{KeepFailure, Newcomer};
use duban_domain::{access::Role, people::Account};
use duban_store::Person;
use serde_json::{Value, json};

/// The command.
///
/// # Errors
/// What was typed is invalid, or nobody has that account.
pub async fn user(app: &App, command: UserCli) -> Result<()> {
    let people = PeopleContext::open(app).await?;
    match command {
        UserCli::Add(typed) => add(app, &people, &typed).await,
        UserCli::List { bureau } => list(app, &people, bureau.as_deref()).await,
        UserCli::Disable { account } => {
            let person = find(&people, &account).await?;
            let outcome = people.keeper.disable(&person, now()).await;
            done(app, &people, &person, "user-disable", Value::Null, outcome, "is shut out").await
        }
        UserCli::Enable { account } => {
            let person = find(&people, &account).await?;
            let outcome = people.keeper.enable(&person).await;
            done(app, &people, &person, "user-enable", Value::Null, outcome, "may sign in").await
        }
        UserCli::Password { account } => {
            let person = find(&people, &account).await?;
            let password = password::ask(person.account.as_str())?;
            let outcome = people.keeper.set_password(&person, &password, now()).await;
            done(app, &people, &person, "user-password", Value::Null, outcome, "has another password").await
        }
        UserCli::Role { account, role } => set_role(app, &people, &account, role).await,
    }
}

async fn add(app: &App, people: &PeopleContext, typed: &AddUser) -> Result<()> {
    let bureau = people.bureau(&typed.bureau)?;
    let newcomer = Newcomer {
        account: typed.account.clone(),
        name: typed.name.clone(),
        bureau: bureau.clone(),
        role: typed.role,
    };
    // Nobody should choose a password for an account that cannot be.
    Account::parse(&typed.account).map_err(|error| RefusedCommand(error.to_string()))?;
    let password = if typed.no_password { None } else { Some(password::ask(&typed.account)?) };
    let outcome = people.keeper.add(&newcomer, password.as_deref(), now()).await;
    let target = AuditTarget { action: "user-add", bureau: Some(bureau), object: typed.account.clone() };
    let detail = json!({ "name": typed.name, "role": typed.role, "password": password.is_some() });
    let id = people.audited(target, detail, outcome).await?;
    match app.is_json() {
        true => output::json(&json!({ "id": id, "account": typed.account })),
        false => output::line(format!("{} may sign in as {}\n", typed.account, typed.role)),
    }
}

async fn set_role(app: &App, people: &PeopleContext, account: &str, role: Role) -> Result<()> {
    let person = find(people, account).await?;
    let detail = json!({ "from": person.role, "to": role });
    let outcome = people.keeper.set_role(&person, role).await;
    done(app, people, &person, "user-role", detail, outcome, &format!("is {role} now")).await
}

async fn done(
    app: &App,
    people: &PeopleContext,
    person: &Person,
    action: &'static str,
    detail: Value,
    outcome: Result<(), KeepFailure>,
    says: &str,
) -> Result<()> {
    let target =
        AuditTarget { action, bureau: Some(person.bureau.clone()), object: person.account.to_string() };
    people.audited(target, detail, outcome).await?;
    match app.is_json() {
        true => output::json(&json!({ "account": person.account })),
        false => output::line(format!("{} {says}\n", person.account)),
    }
}

async fn find(people: &PeopleContext, account: &str) -> Result<Person> {
    let none = || RefusedCommand(format!("nobody has the account {account}; `duban user list` shows all"));
    let account = Account::parse(account).map_err(|_| none())?;
    Ok(people.store.person_by_account(&account).await?.ok_or_else(none)?)
}

async fn list(app: &App, people: &PeopleContext, bureau: Option<&str>) -> Result<()> {
    let people = people.store.person_list(people.subtree(bureau)?.as_ref()).await?;
    if app.is_json() {
        return output::json(&people.iter().map(person_json).collect::<Vec<_>>());
    }
    let mut table = output::table(["account", "name", "bureau", "role", "signs in with", "state"]);
    for person in &people {
        table.add_row([
            person.account.to_string(),
            person.name.clone(),
            person.bureau.to_string(),
            person.role.to_string(),
            signs_in_with(person).to_owned(),
            state(person),
        ]);
    }
    output::line(format!("{table}\n"))
}

fn signs_in_with(person: &Person) -> &'static str {
    match (&person.password, &person.subject) {
        (Some(_), Some(_)) => "password, provider",
        (Some(password), None) if password.is_start => "start password",
        (Some(_), None) => "password",
        (None, _) => "provider",
    }
}

fn state(person: &Person) -> String {
    match (person.disabled, person.locked_until.filter(|until| now() < *until)) {
        (Some(since), _) => format!("shut out since {}", shown(since)),
        (None, Some(until)) => format!("locked until {}", shown(until)),
        (None, None) => String::new(),
    }
}

fn person_json(person: &Person) -> Value {
    json!({
        "id": person.id, "account": person.account, "name": person.name, "bureau": person.bureau,
        "role": person.role, "password": person.password.is_some(), "provider": person.subject.is_some(),
        "created": person.created, "disabled": person.disabled, "locked_until": person.locked_until,
    })
}

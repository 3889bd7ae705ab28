//! `duban user …`.

use super::{
    password,
    people_context::{PeopleContext, failed, now, shown},
};
use crate::{
    cli::people::{AddUser, UserCli},
    context::App,
    output::{self, RefusedCommand},
};
use anyhow::Result;
use duban_config::load_people;
use duban_domain::people::{Account, Joining};
use duban_store::Person;
use duban_web::people::{AdministrationFailure, Joined, Newcomer};
use serde_json::{Value, json};
use std::path::Path;

/// The command.
///
/// # Errors
/// What was typed is invalid, or nobody has that account.
pub async fn user(app: &App, command: UserCli) -> Result<()> {
    let context = PeopleContext::open(app).await?;
    match command {
        UserCli::Add(typed) => add(app, &context, &typed).await,
        UserCli::Import { list } => import(app, &context, &list).await,
        UserCli::List { bureau } => list(app, &context, bureau.as_deref()).await,
        UserCli::Disable { account } => {
            let person = find(&context, &account).await?;
            let operator = context.operator(&person.bureau);
            let outcome = context.administration(&operator).disable(person.id).await;
            done(app, &person, outcome, "is shut out")
        }
        UserCli::Enable { account } => {
            let person = find(&context, &account).await?;
            let operator = context.operator(&person.bureau);
            let outcome = context.administration(&operator).enable(person.id).await;
            done(app, &person, outcome, "may sign in")
        }
        UserCli::Password { account } => {
            let person = find(&context, &account).await?;
            let password = password::ask(person.account.as_str())?;
            let operator = context.operator(&person.bureau);
            let outcome = context.administration(&operator).set_password(person.id, &password).await;
            done(app, &person, outcome, "has another password")
        }
        UserCli::Role { account, role } => {
            let person = find(&context, &account).await?;
            let operator = context.operator(&person.bureau);
            let outcome = context.administration(&operator).set_role(person.id, role).await;
            done(app, &person, outcome, &format!("is {role} now"))
        }
    }
}

async fn add(app: &App, context: &PeopleContext, typed: &AddUser) -> Result<()> {
    let AddUser { account, name, bureau, role, no_password } = typed.clone();
    let newcomer = Newcomer { account, name, bureau: context.bureau(&bureau)?, role };
    // Nobody should choose a password for an account that cannot be.
    Account::parse(&newcomer.account).map_err(|error| RefusedCommand(error.to_string()))?;
    let password = if no_password { None } else { Some(password::ask(&newcomer.account)?) };
    let operator = context.operator(&newcomer.bureau);
    let added = context.administration(&operator).add_with(&newcomer, password.as_deref()).await;
    let id = added.map_err(failed)?;
    match app.is_json() {
        true => output::json(&json!({ "id": id, "account": newcomer.account })),
        false => output::line(format!("{} may sign in as {role}\n", newcomer.account)),
    }
}

async fn import(app: &App, context: &PeopleContext, list: &Path) -> Result<()> {
    let people = load_people(list, &app.directory()?)?;
    // Whoever sits at the terminal may act for any bureau.
    let Some(first) = people.first() else { return Ok(()) };
    let operator = context.operator(&first.bureau);
    let (joined, joining) = context.administration(&operator).add_all(&people).await.map_err(failed)?;
    let known = joining.iter().filter(|joining| matches!(joining, Joining::Known(_))).count();
    if app.is_json() {
        let added = joined.iter().map(|Joined { id, person, password }| {
            json!({ "id": id, "account": person.account, "name": person.name, "bureau": person.bureau,
                    "role": person.role, "password": password })
        });
        return output::json(&json!({ "added": added.collect::<Vec<_>>(), "known": known }));
    }
    let mut table = output::table(["account", "name", "bureau", "role", "first password"]);
    for Joined { person, password, .. } in &joined {
        table.add_row([
            person.account.to_string(),
            person.name.clone(),
            person.bureau.to_string(),
            person.role.to_string(),
            password.clone(),
        ]);
    }
    output::line(format!("{table}\n"))?;
    output::note(format_args!("{} added, {known} had an account already", joined.len()));
    Ok(())
}

fn done(app: &App, person: &Person, outcome: Result<(), AdministrationFailure>, says: &str) -> Result<()> {
    outcome.map_err(failed)?;
    match app.is_json() {
        true => output::json(&json!({ "account": person.account })),
        false => output::line(format!("{} {says}\n", person.account)),
    }
}

async fn find(context: &PeopleContext, account: &str) -> Result<Person> {
    let none = || RefusedCommand(format!("nobody has the account {account}; `duban user list` shows all"));
    let account = Account::parse(account).map_err(|_| none())?;
    Ok(context.store().person_by_account(&account).await?.ok_or_else(none)?)
}

async fn list(app: &App, context: &PeopleContext, bureau: Option<&str>) -> Result<()> {
    let people = context.store().person_list(context.subtree(bureau)?.as_ref()).await?;
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

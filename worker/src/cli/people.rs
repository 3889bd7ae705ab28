//! `duban user …` and `duban token …`: who may sign in, and which integrations may ask.

use clap::{Args, Subcommand};
use duban_domain::access::Role;
use std::path::PathBuf;

fn role(text: &str) -> Result<Role, String> {
    Role::parse(text).ok_or_else(|| {
        let known: Vec<_> = Role::ALL.iter().map(|one| one.as_str()).collect();
        format!("write one of {}", known.join(", "))
    })
}

#[derive(Clone, Debug, Subcommand)]
pub enum UserCli {
    /// Add a person. The password is asked for twice, or read as one line from stdin.
    Add(AddUser),
    /// Add everybody on a list, all or nobody, and print their first passwords, this once.
    ///
    /// The list is .xlsx or CSV; its first row names the columns 姓名, 单位, 角色 and perhaps 账号 (or name, bureau,
    /// role, account).
    Import {
        /// The list.
        list: PathBuf,
    },
    /// List people.
    List {
        /// Those of this bureau and below.
        #[arg(long)]
        bureau: Option<String>,
    },
    /// Shut a person out, at once and until `enable`.
    Disable {
        /// The account.
        account: String,
    },
    /// Let a person in again.
    Enable {
        /// The account.
        account: String,
    },
    /// Give a person another password; it ends their sessions and any lock.
    Password {
        /// The account.
        account: String,
    },
    /// Give a person another role.
    Role {
        /// The account.
        account: String,
        /// planner, leader, officer, observer or administrator.
        #[arg(value_parser = role)]
        role: Role,
    },
}

/// A person as typed.
#[derive(Clone, Debug, Args)]
pub struct AddUser {
    /// What they sign in with.
    pub account: String,
    /// Their name.
    #[arg(long)]
    pub name: String,
    /// The bureau they belong to.
    #[arg(long)]
    pub bureau: String,
    /// planner, leader, officer, observer or administrator.
    #[arg(long, value_parser = role)]
    pub role: Role,
    /// Without a password: they sign in through another provider only (console.oidc).
    #[arg(long)]
    pub no_password: bool,
}

#[derive(Clone, Debug, Subcommand)]
pub enum TokenCli {
    /// Make a token for an integration, and print its secret: this once only.
    Add {
        /// What it is for.
        #[arg(long)]
        name: String,
        /// The bureau it acts for.
        #[arg(long)]
        bureau: String,
        /// planner, leader, officer, observer or administrator.
        #[arg(long, value_parser = role)]
        role: Role,
    },
    /// List tokens.
    List {
        /// Those of this bureau and below.
        #[arg(long)]
        bureau: Option<String>,
    },
    /// Make a token good for nothing.
    Revoke {
        /// Its number, as `list` shows it.
        token: i64,
    },
}

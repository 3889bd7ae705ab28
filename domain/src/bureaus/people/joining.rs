//! People who are added by a list: with what account each will sign in.

use super::Account;
use crate::{bureaus::access::Role, ids::BureauCode};
use std::collections::{BTreeMap, BTreeSet};

/// The most people that one list adds.
pub const MOST_LISTED: usize = 2000;

/// Somebody on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedPerson {
    /// Their row, as whoever wrote the list counts.
    pub line: u32,
    /// What they will sign in with; `None`: the next account of their bureau.
    pub account: Option<Account>,
    /// Their name.
    pub name: String,
    /// Their bureau.
    pub bureau: BureauCode,
    /// What they do there.
    pub role: Role,
}

/// Somebody who has an account.
#[derive(Copy, Clone, Debug)]
pub struct KnownPerson<'p> {
    /// What they sign in with.
    pub account: &'p Account,
    /// Their name.
    pub name: &'p str,
    /// Their bureau.
    pub bureau: &'p BureauCode,
}

/// What becomes of somebody on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Joining {
    /// They are added with this account.
    New(Account),
    /// They have this one already, so that the same list twice adds nobody.
    Known(Account),
}

/// What becomes of each. Without an account, somebody of the same name in the same bureau is the same person; else
/// they get the bureau's code and the first number that is free: `522701-1`.
///
/// # Errors
/// The places in the list whose account somebody else has.
pub fn joining(listed: &[ListedPerson], known: &[KnownPerson<'_>]) -> Result<Vec<Joining>, Vec<usize>> {
    let by_account: BTreeMap<_, _> = known.iter().map(|person| (person.account, person)).collect();
    let by_name: BTreeMap<_, _> =
        known.iter().map(|person| ((person.bureau, person.name), person.account)).collect();
    let mut taken: BTreeSet<Account> = known.iter().map(|person| person.account.clone()).collect();
    taken.extend(listed.iter().filter_map(|person| person.account.clone()));
    let mut others = Vec::new();
    let mut joining = Vec::new();
    for (index, person) in listed.iter().enumerate() {
        let same = |known: &KnownPerson<'_>| known.name == person.name && *known.bureau == person.bureau;
        joining.push(match &person.account {
            Some(account) => match by_account.get(account) {
                Some(known) if same(known) => Joining::Known(account.clone()),
                Some(_) => {
                    others.push(index);
                    continue;
                }
                None => Joining::New(account.clone()),
            },
            None => match by_name.get(&(&person.bureau, person.name.as_str())) {
                Some(account) => Joining::Known((*account).clone()),
                None => Joining::New(numbered(&person.bureau, &mut taken)),
            },
        });
    }
    if others.is_empty() { Ok(joining) } else { Err(others) }
}

/// The first account of the bureau that is free, which then is not.
fn numbered(bureau: &BureauCode, taken: &mut BTreeSet<Account>) -> Account {
    let mut number = 1;
    loop {
        let account = Account::of_bureau(bureau, number);
        if taken.insert(account.clone()) {
            return account;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(account: Option<&str>, name: &str, bureau: &str) -> ListedPerson {
        let account = account.map(|account| Account::parse(account).unwrap());
        ListedPerson { line: 2, account, name: name.to_owned(), bureau: bureau.into(), role: Role::Officer }
    }

    fn shown(joining: &Joining) -> (bool, &str) {
        match joining {
            Joining::New(account) => (true, account.as_str()),
            Joining::Known(account) => (false, account.as_str()),
        }
    }

    #[test]
    fn whoever_names_no_account_gets_the_bureaus_next() {
        let list = [
            listed(None, "张三", "522701"),
            listed(Some("522701-2"), "李四", "522701"),
            listed(None, "王五", "522701"),
            listed(None, "赵六", "522702"),
        ];
        let joining = joining(&list, &[]).unwrap();
        let accounts: Vec<_> = joining.iter().map(shown).collect();
        assert_eq!(
            accounts,
            [(true, "522701-1"), (true, "522701-2"), (true, "522701-3"), (true, "522702-1")]
        );
    }

    #[test]
    fn the_same_list_twice_adds_nobody() {
        let list = [listed(None, "张三", "522701"), listed(Some("lisi"), "李四", "522701")];
        let accounts: Vec<_> = joining(&list, &[])
            .unwrap()
            .into_iter()
            .map(|joining| match joining {
                Joining::New(account) | Joining::Known(account) => account,
            })
            .collect();
        let known: Vec<_> = list
            .iter()
            .zip(&accounts)
            .map(|(person, account)| KnownPerson { account, name: &person.name, bureau: &person.bureau })
            .collect();
        let again = joining(&list, &known).unwrap();
        assert_eq!(again.iter().map(shown).collect::<Vec<_>>(), [(false, "522701-1"), (false, "lisi")]);
    }

    #[test]
    fn anothers_account_is_nobodys_to_take() {
        let account = Account::parse("lisi").unwrap();
        let bureau = "522702".into();
        let known = [KnownPerson { account: &account, name: "李四", bureau: &bureau }];
        let list = [listed(None, "张三", "522701"), listed(Some("lisi"), "李四", "522701")];
        assert_eq!(joining(&list, &known), Err(vec![1]));
    }
}

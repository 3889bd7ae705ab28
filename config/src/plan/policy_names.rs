//! Names for reminder policies and ladders that have none any more.

use super::ladders::{DEFAULT, NONE};

/// The policies of a plan, each with a name: what most name is the one that holds where nothing is named.
pub(super) struct PolicyNames<'p, T> {
    named: Vec<(String, &'p [T])>,
}

impl<'p, T: PartialEq> PolicyNames<'p, T> {
    /// Names what is used, `KIND-2` and so on after the one that is usual.
    pub(super) fn of(kind: &str, used: impl Iterator<Item = &'p [T]>) -> Self {
        let mut counted: Vec<(usize, &[T])> = Vec::new();
        for policy in used.filter(|policy| !policy.is_empty()) {
            match counted.iter_mut().find(|(_, known)| *known == policy) {
                Some((count, _)) => *count += 1,
                None => counted.push((1, policy)),
            }
        }
        counted.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
        let name = |index: usize| match index {
            0 => DEFAULT.to_owned(),
            index => format!("{kind}-{}", index + 1),
        };
        let named = counted.into_iter().enumerate().map(|(index, (_, policy))| (name(index), policy));
        Self { named: named.collect() }
    }

    /// All with their names.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &'p [T])> {
        self.named.iter().map(|(name, policy)| (name.as_str(), *policy))
    }

    /// What a place that uses this policy says; `None`: nothing, as it is the usual one or there is none at all.
    pub(super) fn named(&self, policy: &[T]) -> Option<String> {
        if policy.is_empty() {
            return (!self.named.is_empty()).then(|| NONE.to_owned());
        }
        let name = self.iter().find(|(_, known)| *known == policy).map(|(name, _)| name);
        name.filter(|name| *name != DEFAULT).map(str::to_owned)
    }
}

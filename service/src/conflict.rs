//! A finding under a number that is another's.

use duban_domain::{FindingId, finding::Difference};
use std::fmt;

/// A finding that is offered under an id which another has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The id.
    pub id: FindingId,
    /// Where the two differ; at least one field.
    pub differences: Vec<Difference>,
}

impl Conflict {
    /// What a user reads.
    pub fn chinese(&self) -> String {
        let fields: Vec<_> = self.differences.iter().map(Difference::chinese).collect();
        format!("编号{}已登记了另一条问题隐患：{}；请核对后改用其他编号", self.id, fields.join("；"))
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields: Vec<_> = self.differences.iter().map(Difference::to_string).collect();
        write!(
            f,
            "{} is another finding already: {}; give this one another number",
            self.id,
            fields.join("; ")
        )
    }
}

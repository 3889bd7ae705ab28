//! Why a table cannot be circulated.

use serde::{Deserialize, Serialize};

/// Why a table cannot be circulated.
#[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TableFault {
    /// The bureau has none below it.
    #[error("this bureau has none below it in the campaign")]
    NobodyBelow,
    /// Nobody is ranked.
    #[error("nothing fell due in this period")]
    NothingDue,
    /// More lines than anyone reads.
    #[error("it has more than a thousand lines")]
    TooLong,
    /// A bureau stands in it twice, or the one that circulates it does.
    #[error("it ranks a bureau twice, or the one that circulates it")]
    Twice,
}

impl TableFault {
    /// What a user reads.
    pub const fn chinese(self) -> &'static str {
        match self {
            TableFault::NobodyBelow => "本单位在本次专项行动中没有下级单位",
            TableFault::NothingDue => "本期没有到期事项",
            TableFault::TooLong => "单位超过一千个",
            TableFault::Twice => "有单位重复，或者包含了发文单位自己",
        }
    }
}

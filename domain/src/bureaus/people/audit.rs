//! The words of the audit log.

use crate::wording::words::words;
use serde::{Deserialize, Serialize};

words! {
    /// The way by which someone came.
    Via {
        /// Signed in, in a browser.
        Session = "session", "登录";
        /// An integration with its token.
        Token = "token", "接口";
        /// The command line on the machine itself.
        Terminal = "terminal", "命令行";
    }
    /// What became of what someone set out to do.
    Outcome {
        /// It was done.
        Done = "done", "完成";
        /// The rules of the matter refused it, or what was typed would not do.
        Refused = "refused", "被拒绝";
        /// This person may not do it, or is not who they say.
        Denied = "denied", "无权限";
        /// It could not be done just then.
        Failed = "failed", "失败";
    }
}

//! Why a file is not read, where several kinds share the reason; each says what to do.

use duban_domain::{Sentence, sentence};

/// How many pages are read.
pub(super) const MOST_PAGES: usize = 2_000;

/// What to say of a file whose insides are broken.
pub(super) fn damaged() -> Sentence {
    sentence!(
        "the file is damaged; open it and save it again, or paste its text",
        "文件已损坏；请打开后重新保存，或粘贴文字"
    )
}

/// What to say of a file that unpacks into, or asks for, more than any real one.
pub(super) fn bloated() -> Sentence {
    sentence!(
        "the file unpacks into more than is read; save it without its pictures, or paste its text",
        "文件解开后过大；请去掉图片后另存，或粘贴文字"
    )
}

/// What to say of a file that cannot be opened without a password.
pub(super) fn locked() -> Sentence {
    sentence!(
        "the file is protected with a password; save it without one, or paste its text",
        "文件加了密码；请取消密码后另存，或粘贴文字"
    )
}

/// What to say of a file whose protection is not known, or is too much.
pub(super) fn sealed() -> Sentence {
    sentence!(
        "the file is protected in a way that is not known; save it without protection, or paste its text",
        "文件的加密方式无法处理；请取消加密后另存，或粘贴文字"
    )
}

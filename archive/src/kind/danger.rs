//! What is never taken, because opening it runs it.

use std::fmt;

/// Something that a computer would run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Danger {
    /// A document with macros.
    Macros,
    /// A program.
    Program,
    /// A Java program.
    Java,
    /// A script.
    Script,
    /// A document with a program within.
    Within,
    /// A page or picture that can hold scripts.
    Page,
    /// A PDF file whose actions run a script or a program.
    Action,
}

impl Danger {
    /// What a user reads.
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Macros => "带宏的文档",
            Self::Program => "可执行程序",
            Self::Java => "Java程序",
            Self::Script => "脚本程序",
            Self::Within => "夹带程序的文档",
            Self::Page => "可含脚本的网页文件",
            Self::Action => "带脚本或者会启动程序的PDF文件",
        }
    }
}

impl fmt::Display for Danger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Macros => "a document with macros",
            Self::Program => "a program",
            Self::Java => "a Java program",
            Self::Script => "a script",
            Self::Within => "a document with a program within",
            Self::Page => "a page that can hold scripts",
            Self::Action => "a PDF file that runs scripts or programs",
        })
    }
}

/// The ending of a name, in small letters.
pub(super) fn ending(name: &str) -> Option<String> {
    name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase())
}

/// What a computer would do with a file of this name, whatever is in it.
pub(crate) fn by_ending(name: &str) -> Option<Danger> {
    let ending = ending(name)?;
    let lists = [
        (SCRIPTS, Danger::Script),
        (PROGRAMS, Danger::Program),
        (JAVA, Danger::Java),
        (WITH_MACROS, Danger::Macros),
        (PAGES, Danger::Page),
    ];
    lists.into_iter().find_map(|(list, danger)| list.contains(&ending.as_str()).then_some(danger))
}

/// Whether a file of this name, put into a document, is there to be run.
pub(super) fn runs(name: &str) -> bool {
    ending(name).is_some_and(|ending| WITHIN.contains(&ending.as_str()))
}

/// What a media type stands for, if it is never taken.
pub(super) fn of_type(media_type: &str) -> Option<Danger> {
    Some(match media_type {
        "application/vnd.microsoft.portable-executable"
        | "application/x-executable"
        | "application/x-mach-binary"
        | "application/wasm"
        | "application/llvm"
        | "application/vnd.android.dex"
        | "application/vnd.android.dey" => Danger::Program,
        "application/java" => Danger::Java,
        "text/x-shellscript" => Danger::Script,
        "text/html" => Danger::Page,
        _ => return None,
    })
}

const SCRIPTS: &[&str] = &[
    "bat",
    "cmd",
    "ps1",
    "psm1",
    "psd1",
    "ps1xml",
    "psc1",
    "vbs",
    "vbe",
    "vb",
    "js",
    "jse",
    "mjs",
    "cjs",
    "ts",
    "wsf",
    "wsh",
    "wsc",
    "ws",
    "sct",
    "hta",
    "inf",
    "reg",
    "scf",
    "url",
    "lnk",
    "desktop",
    "application",
    "settingcontent-ms",
    "sh",
    "bash",
    "zsh",
    "csh",
    "ksh",
    "command",
    "py",
    "pyw",
    "pl",
    "rb",
    "php",
    "asp",
    "aspx",
    "jsp",
    "jspx",
    "cgi",
    "lua",
    "au3",
    "ahk",
    "iqy",
    "slk",
];
const PROGRAMS: &[&str] = &[
    "exe", "dll", "com", "scr", "pif", "cpl", "msi", "msp", "mst", "msc", "sys", "drv", "ocx", "gadget",
    "msix", "appx", "apk", "ipa", "app", "dmg", "pkg", "deb", "rpm", "run", "bin", "elf", "so", "chm", "hlp",
    "iso", "img", "vhd", "xll", "wll", "ade", "adp", "mde", "accde",
];
/// Endings that nothing but a program or a script has.
const WITHIN: &[&str] = &[
    "exe", "dll", "scr", "pif", "cpl", "msi", "bat", "cmd", "ps1", "vbs", "vbe", "js", "jse", "wsf", "hta",
    "jar", "lnk", "chm", "xll",
];
const JAVA: &[&str] = &["jar", "class", "war", "ear", "jnlp"];
const WITH_MACROS: &[&str] =
    &["docm", "dotm", "xlsm", "xltm", "xlam", "pptm", "potm", "ppam", "ppsm", "sldm", "xla", "ppa"];
const PAGES: &[&str] =
    &["html", "htm", "xhtml", "shtml", "mht", "mhtml", "svg", "svgz", "xml", "xsl", "xslt", "swf"];

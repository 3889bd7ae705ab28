//! A browser's window, and what a person does in it.

use super::commands::{self, Devtools};
use crate::{
    until,
    waiting::{LIMIT, LOOKS_EVERY},
};
use fantoccini::{
    Client, Locator,
    actions::{InputSource, KeyAction, KeyActions},
    elements::Element,
    key::Key,
    wd::{PrintConfiguration, PrintSize, WindowHandle},
};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A desk's screen.
pub const DESK: (u32, u32) = (1280, 900);
/// A phone's screen.
pub const PHONE: (u32, u32) = (360, 740);
/// A wider one, which most people hold.
pub const WIDER_PHONE: (u32, u32) = (375, 812);

/// A picture is at most so tall.
const TALLEST: u32 = 1_600;
/// No page has so many places to stop at.
const MOST_TABS: usize = 300;

/// A browser with one window.
pub struct Browser {
    pub(super) client: Client,
    origin: String,
    // Removed after the browser has ended, with the driver's folder.
    _profile: TempDir,
}

impl Browser {
    pub(super) async fn new(client: Client, origin: &str, profile: TempDir) -> Self {
        let browser = Self { client, origin: origin.to_owned(), _profile: profile };
        browser.resize(DESK).await;
        browser
    }

    /// Goes to a page of the origin and waits until it has loaded.
    pub async fn open(&self, path: &str) {
        self.client.goto(&format!("{}{path}", self.origin)).await.unwrap();
    }

    /// The path and query of the page it is on.
    pub async fn path(&self) -> String {
        let url = self.client.current_url().await.unwrap();
        url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
    }

    /// Waits until it is on a page whose path satisfies this, and answers the path.
    pub async fn until_at(&self, what: &str, is_it: impl Fn(&str) -> bool) -> String {
        until(&format!("the page {what}"), async || Some(self.path().await).filter(|path| is_it(path))).await
    }

    /// Waits for the first visible element of this selector.
    pub async fn see(&self, selector: &str) -> Element {
        self.first(selector, Locator::Css(selector)).await
    }

    /// Waits until the page says this somewhere visible.
    pub async fn see_text(&self, text: &str) {
        let body = async || self.text().await.contains(text).then_some(());
        if tokio::time::timeout(LIMIT, until_some(body)).await.is_err() {
            let (path, text_there) = (self.path().await, self.text().await);
            panic!("waited for {text:?} on {path}; there is:\n{text_there}");
        }
    }

    /// All the visible text of the page.
    pub async fn text(&self) -> String {
        let text = self.run("return document.body ? document.body.innerText : ''", vec![]).await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// How many elements of this selector there are now.
    pub async fn count(&self, selector: &str) -> usize {
        self.client.find_all(Locator::Css(selector)).await.unwrap().len()
    }

    /// Presses the button or follows the link with these words.
    pub async fn press(&self, words: &str) {
        let words = words.replace('\'', "");
        let is = format!("normalize-space(.)='{words}' or @aria-label='{words}'");
        let path = format!("//*[self::button or self::a or self::summary][{is}]");
        self.first(&words, Locator::XPath(&path)).await.click().await.unwrap();
    }

    /// Presses the button with these words, where something else has them, too.
    pub async fn press_button(&self, words: &str) {
        let path = format!("//button[normalize-space(.)='{words}']");
        self.first(words, Locator::XPath(&path)).await.click().await.unwrap();
    }

    /// The field with this label.
    pub async fn field(&self, label: &str) -> Element {
        let path = format!(
            "//*[self::input or self::textarea or self::select][@id=//label[contains(normalize-space(.),'{label}')]/@for \
             or ancestor::label[contains(normalize-space(.),'{label}')] or @aria-label='{label}']"
        );
        self.first(label, Locator::XPath(&path)).await
    }

    /// Empties the field with this label and types into it.
    pub async fn fill(&self, label: &str, text: &str) {
        let field = self.field(label).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Replaces all the text of a field at once, as pasting does.
    pub async fn fill_text(&self, selector: &str, text: &str) {
        self.see(selector).await;
        let script = "const field = document.querySelector(arguments[0]);
            field.focus();
            field.value = arguments[1];
            field.dispatchEvent(new InputEvent('input', { bubbles: true }));";
        self.run(script, vec![json!(selector), json!(text)]).await;
    }

    /// Goes on with the tabulator until this has the focus, and sees that the focus shows.
    pub async fn tab_to(&self, selector: &str) {
        let script = "const at = document.activeElement;
            const style = getComputedStyle(at);
            return [at.matches(arguments[0]), style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2]";
        for _ in 0..MOST_TABS {
            self.keys(&[Key::Tab]).await;
            let at = self.run(script, vec![json!(selector)]).await;
            if at[0] == true {
                assert_eq!(at[1], true, "the focus does not show on {selector}");
                return;
            }
        }
        panic!("{selector} cannot be reached with the keyboard on {}", self.path().await);
    }

    /// Presses keys one after the other, wherever the focus is.
    pub async fn keys(&self, keys: &[Key]) {
        let mut actions = KeyActions::new("keyboard".to_owned());
        for key in keys {
            let value = char::from(*key);
            actions = actions.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        }
        self.client.perform_actions(actions).await.unwrap();
    }

    /// Types into what has the focus.
    pub async fn type_text(&self, text: &str) {
        self.client.active_element().await.unwrap().send_keys(text).await.unwrap();
    }

    /// Runs a function body in the page.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute(script, arguments).await.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Runs a function body that calls its last argument when it is done.
    pub async fn run_until_done(&self, script: &str) -> Value {
        self.client.execute_async(script, vec![]).await.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// The same with arguments.
    pub async fn run_with_answer(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute_async(script, arguments).await.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Goes on in the window that the page has just opened, and answers the one it was in.
    pub async fn to_new_window(&self) -> WindowHandle {
        let own = self.client.window().await.unwrap();
        let opened = until("another window", async || {
            let windows = self.client.windows().await.ok()?;
            windows.into_iter().find(|window| *window != own)
        });
        self.client.switch_to_window(opened.await).await.unwrap();
        own
    }

    /// Closes the window it is in and goes on in another.
    pub async fn close_and_return(&self, to: WindowHandle) {
        self.client.close_window().await.unwrap();
        self.client.switch_to_window(to).await.unwrap();
    }

    /// Closes the tab, as somebody does who is called away, and opens a page in another.
    pub async fn reopen(&self, path: &str) {
        let fresh = self.client.new_window(true).await.unwrap();
        self.client.close_window().await.unwrap();
        self.client.switch_to_window(fresh.handle).await.unwrap();
        self.open(path).await;
    }

    /// Gives the window this screen; narrower than Chromium lets a window be, too.
    pub async fn resize(&self, (width, height): (u32, u32)) {
        let is_phone = width < 500;
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": is_phone,
            "screenWidth": width, "screenHeight": height });
        self.tell("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// How many pixels wider than the screen the page is. A phone's browser shows a page that is too wide
    /// smaller, and says that its window is wider: the screen's own width counts.
    pub async fn overflow(&self) -> i64 {
        let script = "return document.documentElement.scrollWidth - screen.width";
        self.run(script, vec![]).await.as_i64().unwrap()
    }

    /// What of the page reaches beyond the screen without standing in a box that scrolls by itself.
    pub async fn too_wide(&self) -> Vec<String> {
        let script = "const scrolls = (one) => one && one !== document.documentElement && one !== document.body
                && (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
            return Array.from(document.body.querySelectorAll('*'))
                .filter((one) => one.getBoundingClientRect().right > screen.width + 1 && !scrolls(one.parentElement))
                .slice(0, 3)
                .map((one) => `${one.tagName.toLowerCase()}.${one.className} ${(one.textContent || '').trim().slice(0, 30)}`)";
        let found = self.run(script, vec![]).await;
        let found = found.as_array().cloned().unwrap_or_default();
        found.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect()
    }

    /// The page as a PNG, as wide as the screen and down to its end, or as far as a picture goes.
    pub async fn picture(&self) -> Vec<u8> {
        let script = "return [window.innerWidth, window.innerHeight, document.documentElement.scrollHeight]";
        let sizes = self.run(script, vec![]).await;
        let size = |index: usize| u32::try_from(sizes[index].as_u64().unwrap()).unwrap();
        self.resize((size(0), size(1).max(size(2).min(TALLEST)))).await;
        let picture = self.client.screenshot().await.unwrap();
        self.resize((size(0), size(1))).await;
        picture
    }

    /// The page as it prints on A4, as a PDF.
    pub async fn print(&self) -> Vec<u8> {
        let paper = PrintConfiguration::builder().size(PrintSize::A4).build().unwrap();
        self.client.print(paper).await.unwrap()
    }

    /// The bytes that came over the wire for the page that is open, as its parts were encoded; what it
    /// goes on listening to is left out.
    pub async fn weight(&self) -> u64 {
        let script = "return performance.getEntriesByType('navigation')
            .concat(performance.getEntriesByType('resource').filter(part => part.initiatorType !== 'other'))
            .reduce((sum, part) => sum + part.encodedBodySize, 0)";
        self.run(script, vec![]).await.as_u64().unwrap()
    }

    /// Where the links of the page that is open lead, within the origin, without what comes after `#`.
    pub async fn links(&self) -> Vec<String> {
        let script = "return Array.from(document.querySelectorAll('a[href]'))
            .filter(link => link.origin === location.origin).map(link => link.pathname + link.search)";
        let links = self.run(script, vec![]).await;
        let links = links.as_array().cloned().unwrap_or_default();
        links.iter().filter_map(|link| link.as_str().map(str::to_owned)).collect()
    }

    /// The status that a path is answered with, as this person.
    pub async fn status(&self, path: &str) -> u64 {
        let script = "const done = arguments[arguments.length - 1];
            fetch(arguments[0]).then(answer => done(answer.status), () => done(0));";
        self.client.execute_async(script, vec![json!(path)]).await.unwrap().as_u64().unwrap()
    }

    /// What the browser complained of since it was last asked: errors of scripts, what the content
    /// security policy kept out, what was not found.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self.client.issue_cmd(commands::Log).await.unwrap();
        let lines = log.as_array().cloned().unwrap_or_default();
        let severe = lines.into_iter().filter(|line| line["level"] == "SEVERE" || line["level"] == "WARNING");
        severe.map(|line| line["message"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Waits for a visible element.
    async fn first(&self, what: &str, locator: Locator<'_>) -> Element {
        let look = async || {
            for element in self.client.find_all(locator).await.ok()? {
                if element.is_displayed().await.unwrap_or(false) {
                    return Some(element);
                }
            }
            None
        };
        match tokio::time::timeout(LIMIT, until_some(look)).await {
            Ok(element) => element,
            Err(_) => {
                let (path, text) = (self.path().await, self.text().await);
                panic!("waited for {what:?} on {path}; there is:\n{text}")
            }
        }
    }

    async fn tell(&self, method: &'static str, parameters: Value) -> Value {
        let command = Devtools { method, parameters };
        self.client.issue_cmd(command).await.unwrap_or_else(|error| panic!("{method}: {error}"))
    }
}

async fn until_some<T>(mut look: impl AsyncFnMut() -> Option<T>) -> T {
    loop {
        if let Some(found) = look().await {
            return found;
        }
        tokio::time::sleep(LOOKS_EVERY).await;
    }
}

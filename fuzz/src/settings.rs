//! Turns the first bytes of an input into options of a caller.
//!
//! Every combination is valid, so that no input is wasted. All zeros are the common case: no label, no address, text,
//! built-in rules, default limits.

use std::sync::OnceLock;

use tamis::{Extract, Format, Images, InputForm, Limits, Links, Options, Rules};

use crate::pieces::Cuts;

pub const LENGTH: usize = 5;

/// Transport labels: some for each kind of decoder.
const LABELS: [&str; 15] = [
    "utf-8",
    "windows-1252",
    "windows-1256",
    "utf-16le",
    "utf-16be",
    "gb18030",
    "gbk",
    "big5",
    "euc-jp",
    "shift_jis",
    "iso-2022-jp",
    "euc-kr",
    "koi8-u",
    "replacement",
    "x-user-defined",
];

/// The settings chosen by the first bytes of an input.
#[derive(Debug, Clone)]
pub struct Settings {
    pub options: Options,
    pub limits: Limits,
    pub format: Format,
    pub cuts: Cuts,
}

impl Settings {
    /// Splits an input into settings and page. Zeros pad a short input.
    pub fn split(data: &[u8]) -> (Settings, &[u8]) {
        let at = |index: usize| data.get(index).copied().unwrap_or(0);
        let page = data.get(LENGTH..).unwrap_or_default();
        let (form, rules, label, caps) = (at(0), at(1), at(2), at(3));
        let format = match form & 3 | label >> 3 & 4 {
            0 | 4 => Format::Text,
            1 | 2 => Format::Markdown,
            3 => Format::Json,
            5 | 6 => Format::Html,
            _ => Format::Tei,
        };
        let (links, images) = match label >> 6 {
            0 => (Links::Inline, Images::Inline),
            1 => (Links::Reference, Images::Inline),
            2 => (Links::Inline, Images::Alt),
            _ => (Links::None, Images::None),
        };
        let limits = limits(caps);
        let mut options = Options::new()
            .format(format)
            .links(links)
            .images(images)
            .extract(match form >> 5 & 3 {
                0 => Extract::Main,
                1 | 2 => Extract::Rules,
                _ => Extract::All,
            })
            .keep_comments(form & 4 != 0)
            .front_matter(form & 128 != 0)
            .identify_language(rules & 128 != 0)
            .input(if form & 8 == 0 { InputForm::Html } else { InputForm::Text })
            .write_title(form & 16 == 0)
            .with_limits(limits.clone());
        options = match rules & 3 {
            0 => options,
            1 => options.rules(Rules::none()),
            _ => options.rules(site_rules().0.clone()),
        };
        options = match usize::from(rules >> 2 & 31) {
            0 => options,
            1 => options.url("https://news.example/2025/11/tea.html?a=b#c").expect("is an address"),
            site => {
                let hosts = &site_rules().1;
                let address = format!("https://{}/news/1", hosts[site % hosts.len()]);
                options.url(&address).expect("is an address")
            }
        };
        if let Some(label) = usize::from(label % 32).checked_sub(1).and_then(|number| LABELS.get(number)) {
            options = options.encoding(label).expect("is a label");
        }
        (Settings { options, limits, format, cuts: Cuts::new(at(4)) }, page)
    }
}

/// Returns default limits for zero, otherwise limits that a page of a few hundred bytes reaches; each bit tightens one.
fn limits(caps: u8) -> Limits {
    let tight = |bit: u8, value: usize, wide: usize| if caps & 1 << bit == 0 { wide } else { value };
    let default = Limits::default();
    Limits {
        rewriter_bytes: tight(0, 64, default.rewriter_bytes),
        metadata_script_bytes: tight(0, 64, default.metadata_script_bytes),
        metadata_value_bytes: tight(0, 16, default.metadata_value_bytes),
        open_elements: tight(1, 8, default.open_elements),
        containers: tight(1, 2, default.containers),
        attributes: tight(2, 2, default.attributes),
        attribute_value_bytes: tight(2, 16, default.attribute_value_bytes),
        block_text_bytes: tight(3, 64, default.block_text_bytes),
        block_marks: tight(4, 16, default.block_marks),
        link_target_bytes: tight(4, 16, default.link_target_bytes),
        head_bytes: tight(5, 64, default.head_bytes),
        held_bytes: tight(6, 256, default.held_bytes),
        held_elements: tight(6, 2, default.held_elements),
        lookahead_blocks: tight(6, 2, default.lookahead_blocks),
        lookahead_bytes: tight(5, 256, default.lookahead_bytes),
        table_bytes: tight(7, 256, default.table_bytes),
        remembered_blocks: tight(7, 2, default.remembered_blocks),
    }
}

/// Returns the rules of the corpus' sites with the built-in ones, and their hosts.
fn site_rules() -> &'static (Rules, Vec<String>) {
    static RULES: OnceLock<(Rules, Vec<String>)> = OnceLock::new();
    RULES.get_or_init(|| {
        let rules = crate::seeds::files("corpus/pages", "toml").into_iter().fold(Rules::builtin(), |rules, seed| {
            let source = String::from_utf8(seed.bytes).expect("rule files are UTF-8");
            rules.with_file(&seed.name, &source).unwrap_or_else(|error| panic!("{error}"))
        });
        let hosts = rules.files().flat_map(|file| file.hosts);
        let hosts = hosts.map(|host| host.trim_start_matches(['=', '*', '.']).to_owned()).collect();
        (rules, hosts)
    })
}

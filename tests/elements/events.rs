//! Events of the walk over a tree (blocks, sections, the content container), and the decision which blocks are kept.

use crate::compare::Outcome;

/// Bytes outside links from which a paragraph, or a list item, is prose.
const PROSE: usize = 90;
const PROSE_IN_LIST: usize = 240;
const MOST_IN_SECTION: usize = 3000;

#[derive(Debug, Clone)]
pub enum Event {
    Block(Block),
    ContentAwaited,
    ContentBegins,
    ContentEnds,
    SectionBegins {
        reason: String,
        most: Option<usize>,
    },
    SectionEnds,
    Stop {
        reason: String,
    },
    /// Discarded with its element.
    Nothing,
}

#[derive(Debug, Clone, Default)]
pub struct Block {
    pub text: String,
    pub linked: usize,
    pub is_heading: bool,
    pub in_list: bool,
    /// Whether it was in no removed element when it ended, so that held elements hold it.
    pub was_held: bool,
    pub reason: Option<String>,
}

enum Content {
    Unframed,
    Awaited,
    Inside,
    Outside,
}

pub fn outcomes(events: &[Event], or_nothing: bool) -> Vec<Outcome> {
    let last_container = events.iter().rposition(|event| matches!(event, Event::ContentBegins));
    let (mut content, mut section, mut stop): (_, Option<(String, usize)>, Option<String>) =
        (Content::Unframed, None, None);
    let mut outcomes = Vec::new();
    for (at, event) in events.iter().enumerate() {
        match event {
            Event::ContentAwaited => content = Content::Awaited,
            Event::ContentBegins => content = Content::Inside,
            Event::ContentEnds => content = Content::Outside,
            Event::SectionBegins { reason, most } => section = Some((reason.clone(), most.unwrap_or(MOST_IN_SECTION))),
            Event::SectionEnds => section = None,
            Event::Stop { reason } => stop = Some(reason.clone()),
            Event::Nothing => {}
            Event::Block(block) => {
                let comes = last_container.is_some_and(|last| last > at);
                let outside = || Some("outside-content".to_owned());
                let reason = match (&block.reason, &stop, &content) {
                    (Some(reason), _, _) | (None, Some(reason), _) => Some(reason.clone()),
                    (_, _, Content::Outside) => outside(),
                    (_, _, Content::Awaited) if comes || or_nothing => outside(),
                    _ => in_section(&mut section, block),
                };
                outcomes.push(Outcome { text: block.text.clone(), reason });
            }
        }
    }
    outcomes
}

/// Returns why a block is dropped if it belongs to the current section; otherwise ends the section.
fn in_section(section: &mut Option<(String, usize)>, block: &Block) -> Option<String> {
    let (reason, left) = section.as_mut()?;
    let unlinked = block.text.len() - block.linked;
    let ends = match block.is_heading {
        true => unlinked * 2 > block.text.len(),
        false => unlinked >= if block.in_list { PROSE_IN_LIST } else { PROSE },
    };
    if ends || block.text.len() > *left {
        *section = None;
        return None;
    }
    *left -= block.text.len();
    Some(reason.clone())
}

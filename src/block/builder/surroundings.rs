//! What the open elements say of the blocks in them: kind, containers, language, direction.
//!
//! Every element that says something is pushed here when it opens; its frame knows what to take away at its end.

use std::sync::Arc;

use super::declared;
use super::frame::Frame;
use crate::block::{Block, BlockKind, Container, Direction};
use crate::html::{Element, Tag, tags};
use crate::limits::Limits;

/// What is true of a block that begins here.
pub(super) struct Surroundings {
    kinds: Vec<BlockKind>,
    containers: Vec<Container>,
    lists: Vec<List>,
    tables: Vec<Table>,
    /// What the elements around declare, innermost last.
    languages: Vec<Option<Arc<str>>>,
    directions: Vec<Direction>,
    noscript: u32,
    preformatted: u32,
    /// A `p` is open within the innermost container.
    loose: bool,
    next_id: u32,
    max_containers: usize,
    /// Containers without a trace, because there were too many around each other.
    flattened: u64,
}

struct List {
    id: u32,
    /// The next number, if ordered.
    next: Option<i32>,
}

struct Table {
    id: u32,
    row: u32,
    column: u16,
}

impl Surroundings {
    pub fn new(limits: &Limits) -> Surroundings {
        Surroundings {
            kinds: Vec::new(),
            containers: Vec::new(),
            lists: Vec::new(),
            tables: Vec::new(),
            languages: Vec::new(),
            directions: Vec::new(),
            noscript: 0,
            preformatted: 0,
            loose: false,
            next_id: 0,
            max_containers: limits.containers,
            flattened: 0,
        }
    }

    /// Containers that left no trace.
    pub fn flattened(&self) -> u64 {
        self.flattened
    }

    /// A block without text that stands here.
    pub fn block(&self) -> Block {
        Block {
            kind: self.kinds.last().cloned().unwrap_or_default(),
            containers: self.containers.clone(),
            loose: self.loose,
            language: self.languages.last().cloned().flatten(),
            direction: self.directions.last().copied(),
            noscript: self.noscript > 0,
            ..Block::default()
        }
    }

    pub fn is_preformatted(&self) -> bool {
        self.preformatted > 0
    }

    pub fn in_heading(&self) -> bool {
        matches!(self.kinds.last(), Some(BlockKind::Heading(_)))
    }

    pub fn in_note(&self) -> bool {
        self.containers.iter().any(|container| matches!(container, Container::Note { .. }))
    }

    pub fn push_kind(&mut self, frame: &mut Frame, kind: BlockKind) {
        frame.kind = true;
        self.kinds.push(kind);
    }

    /// Text with its white space, in a programming language perhaps.
    pub fn preformatted(&mut self, frame: &mut Frame, element: Element<'_>) {
        self.push_kind(frame, BlockKind::Preformatted(declared::language(element)));
        frame.preformatted = true;
        self.preformatted += 1;
    }

    /// An element in preformatted text that may tell the language.
    pub fn code(&mut self, element: Element<'_>) {
        if let (Some(BlockKind::Preformatted(found @ None)), name @ Some(_)) =
            (self.kinds.last_mut(), declared::language(element))
        {
            *found = name;
        }
    }

    /// A container that has nothing but its number.
    pub fn container(&mut self, frame: &mut Frame, container: impl FnOnce(u32) -> Container) {
        let id = self.id();
        self.push_container(frame, container(id));
    }

    fn push_container(&mut self, frame: &mut Frame, container: Container) {
        if self.containers.len() < self.max_containers {
            frame.containers += 1;
            let loose = std::mem::take(&mut self.loose);
            frame.loose.get_or_insert(loose);
            self.containers.push(container);
        } else {
            self.flattened += 1;
        }
    }

    pub fn paragraph(&mut self, frame: &mut Frame) {
        frame.loose = Some(std::mem::replace(&mut self.loose, true));
    }

    pub fn noscript(&mut self, frame: &mut Frame) {
        frame.noscript = true;
        self.noscript += 1;
    }

    pub fn list(&mut self, frame: &mut Frame, element: Element<'_>) {
        let start = element.attribute("start").and_then(|start| start.trim().parse().ok());
        let next = (element.tag() == tags::OL).then(|| start.unwrap_or(1));
        let id = self.id();
        self.lists.push(List { id, next });
        frame.list = true;
    }

    pub fn item(&mut self, frame: &mut Frame, element: Element<'_>) {
        let id = self.id();
        let value = element.attribute("value").and_then(|value| value.trim().parse().ok());
        let (list, number) = match self.lists.last_mut() {
            Some(list) => {
                let number = list.next.map(|next| value.unwrap_or(next));
                list.next = number.map(|number| number.saturating_add(1));
                (list.id, number)
            }
            None => (0, None),
        };
        self.push_container(frame, Container::Item { list, id, number, task: None });
    }

    /// The task of the innermost item, to be set.
    pub fn task(&mut self) -> Option<&mut Option<bool>> {
        match self.containers.last_mut() {
            Some(Container::Item { task, .. }) => Some(task),
            _ => None,
        }
    }

    pub fn description(&mut self, frame: &mut Frame) {
        self.push_kind(frame, BlockKind::Description);
        if let Some(Container::Definitions { .. }) = self.containers.last() {
            self.container(frame, |id| Container::Description { id });
        }
    }

    /// A note begins. It is in the same paragraph as what is around it.
    pub fn note(&mut self, frame: &mut Frame, number: u32) {
        let loose = self.loose;
        self.container(frame, |id| Container::Note { id, number });
        self.loose = loose;
    }

    /// A table begins; gives its number.
    pub fn table(&mut self, frame: &mut Frame) -> u32 {
        let id = self.id();
        self.tables.push(Table { id, row: 0, column: 0 });
        frame.table = true;
        id
    }

    pub fn row(&mut self) {
        let row = self.id();
        if let Some(table) = self.tables.last_mut() {
            (table.row, table.column) = (row, 0);
        }
    }

    pub fn cell(&mut self, frame: &mut Frame, element: Element<'_>, tag: Tag) {
        let span = element.attribute("colspan").and_then(|span| span.trim().parse::<u16>().ok());
        if let Some(table) = self.tables.last_mut() {
            let (column, row, id) = (table.column, table.row, table.id);
            // The standard's own cap; no number of the page sizes anything.
            table.column = column.saturating_add(span.unwrap_or(1).clamp(1, 1000));
            let (header, alignment) = (tag == tags::TH, declared::alignment(element));
            self.push_container(frame, Container::Cell { table: id, row, column, header, alignment });
        }
    }

    pub fn language(&mut self, frame: &mut Frame, language: Option<Arc<str>>) {
        frame.language = true;
        self.languages.push(language);
    }

    pub fn direction(&mut self, frame: &mut Frame, direction: Direction) {
        frame.direction = true;
        self.directions.push(direction);
    }

    /// An element closes; gives the number of the table that ends with it.
    pub fn close(&mut self, frame: &Frame) -> Option<u32> {
        self.noscript -= u32::from(frame.noscript);
        self.preformatted -= u32::from(frame.preformatted);
        if frame.kind {
            self.kinds.pop();
        }
        if frame.containers > 0 {
            self.containers.truncate(self.containers.len() - usize::from(frame.containers));
        }
        if frame.list {
            self.lists.pop();
        }
        if frame.language {
            self.languages.pop();
        }
        if frame.direction {
            self.directions.pop();
        }
        if let Some(loose) = frame.loose {
            self.loose = loose;
        }
        if frame.table { self.tables.pop().map(|table| table.id) } else { None }
    }

    fn id(&mut self) -> u32 {
        self.next_id = self.next_id.wrapping_add(1);
        self.next_id
    }
}

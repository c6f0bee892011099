//! What the open elements say about the blocks in them: kind, containers, language, direction.
//!
//! Each element pushes what it declares when it opens; its frame knows what to remove at its end.

use std::sync::Arc;

use super::declared;
use super::frame::{Frame, Inside};
use crate::block::{Block, BlockKind, Container, Direction};
use crate::html::{Element, Tag, tags};
use crate::limits::Limits;

/// Properties of a block that begins here.
pub(super) struct Surroundings {
    kinds: Vec<BlockKind>,
    containers: Vec<Container>,
    lists: Vec<List>,
    tables: Vec<Table>,
    languages: Vec<Option<Arc<str>>>,
    directions: Vec<Direction>,
    pub inside: Inside,
    next_id: u32,
    max_containers: usize,
    /// Number of containers dropped because too many were nested.
    flattened: u64,
}

struct List {
    id: u32,
    /// The next number, if the list is ordered.
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
            inside: Inside::default(),
            next_id: 0,
            max_containers: limits.containers,
            flattened: 0,
        }
    }

    pub fn flattened(&self) -> u64 {
        self.flattened
    }

    /// Returns a block here, without text.
    pub fn block(&self) -> Block {
        Block {
            kind: self.kinds.last().cloned().unwrap_or_default(),
            containers: self.containers.clone(),
            loose: self.inside.loose,
            language: self.languages.last().cloned().flatten(),
            direction: self.directions.last().copied(),
            noscript: self.inside.noscript,
            ..Block::default()
        }
    }

    pub fn is_preformatted(&self) -> bool {
        self.inside.preformatted
    }

    pub fn bound(&mut self, frame: &mut Frame) {
        frame.boundary = Some(self.containers.len() as u32);
        self.inside.bounded = true;
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

    pub fn preformatted(&mut self, frame: &mut Frame, element: Element<'_>) {
        self.push_kind(frame, BlockKind::Preformatted(declared::language(element)));
        self.inside.preformatted = true;
    }

    pub fn code(&mut self, element: Element<'_>) {
        if let (Some(BlockKind::Preformatted(found @ None)), name @ Some(_)) =
            (self.kinds.last_mut(), declared::language(element))
        {
            *found = name;
        }
    }

    /// Begins a container that has only an id. It ends with the innermost boundary.
    pub fn container(&mut self, container: impl FnOnce(u32) -> Container) {
        let id = self.id();
        self.push_container(container(id));
    }

    fn push_container(&mut self, container: Container) {
        if self.containers.len() < self.max_containers {
            self.inside.loose = false;
            self.containers.push(container);
        } else {
            self.flattened += 1;
        }
    }

    pub fn list(&mut self, frame: &mut Frame, element: Element<'_>) {
        let start = element.attribute("start").and_then(|start| start.trim().parse().ok());
        let next = (element.tag() == tags::OL).then(|| start.unwrap_or(1));
        let id = self.id();
        self.lists.push(List { id, next });
        frame.list = true;
    }

    pub fn item(&mut self, element: Element<'_>) {
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
        self.push_container(Container::Item { list, id, number, task: None });
    }

    /// Returns the task of the innermost item, to set it.
    pub fn task(&mut self) -> Option<&mut Option<bool>> {
        match self.containers.last_mut() {
            Some(Container::Item { task, .. }) => Some(task),
            _ => None,
        }
    }

    pub fn description(&mut self, frame: &mut Frame) {
        self.push_kind(frame, BlockKind::Description);
        if let Some(Container::Definitions { .. }) = self.containers.last() {
            self.container(|id| Container::Description { id });
        }
    }

    /// Begins a note, which continues the paragraph around it.
    pub fn note(&mut self, number: u32) {
        let loose = self.inside.loose;
        self.container(|id| Container::Note { id, number });
        self.inside.loose = loose;
    }

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

    pub fn cell(&mut self, element: Element<'_>, tag: Tag) {
        let span = element.attribute("colspan").and_then(|span| span.trim().parse::<u16>().ok());
        if let Some(table) = self.tables.last_mut() {
            let (column, row, id) = (table.column, table.row, table.id);
            // The HTML Standard's limit; no number of the page sizes anything.
            table.column = column.saturating_add(span.unwrap_or(1).clamp(1, 1000));
            let (header, alignment) = (tag == tags::TH, declared::alignment(element));
            self.push_container(Container::Cell { table: id, row, column, header, alignment });
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

    /// Closes an element; returns the table that ends with it.
    pub fn close(&mut self, frame: &Frame) -> Option<u32> {
        self.inside = frame.outside;
        if let Some(containers) = frame.boundary {
            self.containers.truncate(containers as usize);
        }
        if frame.kind {
            self.kinds.pop();
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
        if frame.table { self.tables.pop().map(|table| table.id) } else { None }
    }

    fn id(&mut self) -> u32 {
        self.next_id = self.next_id.wrapping_add(1);
        self.next_id
    }
}

//! The connections of several parents as one source for the page driver.

use std::sync::Arc;

use bytes::Bytes;
use http::{Response, Uri};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::assembly::{Assembly, PageReader, ReadItem};
use super::{
    Answered, Lost, ParentConnections, ParentsLayout, PendingParent, Queue, ReceivedConnection,
};
use crate::checkpoint::Fingerprint;
use crate::connection::{Connected, Direction, FollowUp, PendingPages};
use crate::driver::{Fetched, NextPage, Order, PageIdentities, PageRequest, Source};
use crate::error::{ErrorKind, GraphQLError, PathSegment};
use crate::graphql::{cursor_text, identify_items, insert, page, reduce_sizes};
use crate::page::{Page, PageInfo};
use crate::partial::Partial;
use crate::protocol::{Answer, Body, read_answer, request};

/// The first request of a walk, and what all its requests share.
pub(crate) struct ParentsQuery {
    pub(crate) endpoint: Uri,
    /// The name of the operation; `None` if the document has only an anonymous one.
    pub(crate) operation: Option<String>,
    /// The name of the walk in errors.
    pub(crate) name: String,
    pub(crate) document: String,
    /// The variables that are equal in all requests.
    pub(crate) variables: Map<String, Value>,
    /// The variable of the page size.
    pub(crate) size: Option<String>,
    /// The variable of the cursor, and the cursor at which each parent starts.
    pub(crate) start: Option<(String, Value)>,
    /// Variables of nested page sizes.
    pub(crate) nested_sizes: Vec<String>,
    /// What identifies the query in checkpoints.
    pub(crate) fingerprinted: String,
}

/// Walks the connections of all parents; its cursor is the queue of those with further pages.
pub(crate) struct ParentsSource<T, D> {
    pub(crate) query: ParentsQuery,
    pub(crate) layout: Arc<ParentsLayout>,
    pub(crate) direction: Direction,
    pub(crate) partial: Partial,
    /// Parents per follow-up request.
    pub(crate) batch: usize,
    pub(crate) item: ReadItem<T>,
    /// Decodes the data of the first response, or of a follow-up response.
    pub(crate) data: fn(&RawValue, Answered) -> Result<D, ErrorKind>,
}

impl<T, D> ParentsSource<T, D> {
    /// The variables of a request, with the page sizes of nested connections reduced to that of a position.
    fn variables(&self, position: &PageRequest) -> Map<String, Value> {
        let mut variables = self.query.variables.clone();
        let names = &self.query.nested_sizes;
        reduce_sizes(&mut variables, names, position.nested_size);
        variables
    }

    /// The cursor at which each parent starts; `None` at the beginning of its list.
    fn start(&self) -> Option<String> {
        let (_, cursor) = self.query.start.as_ref()?;
        cursor_text(cursor)
    }

    fn first_request(&self, position: &PageRequest) -> Result<http::Request<Bytes>, ErrorKind> {
        let mut variables = self.variables(position);
        if let Some((name, cursor)) = &self.query.start {
            insert(&mut variables, name, cursor.clone());
        }
        if let (Some(name), Some(size)) = (&self.query.size, position.size) {
            insert(&mut variables, name, size.into());
        }
        let body = Body {
            variables,
            query: &self.query.document,
            operation_name: self.query.operation.as_deref(),
        };
        request(&self.query.endpoint, &body)
    }

    fn follow_up_request(
        &self,
        queue: &Queue,
        position: &PageRequest,
    ) -> Result<http::Request<Bytes>, ErrorKind> {
        let mut pending = Vec::new();
        for parent in queue.asked() {
            let pages = PendingPages {
                nested: 0,
                list_indices: parent.at.clone(),
                stable_indices: parent.at.clone(),
                parent: Some(parent.key.clone()),
                cursor: Some(parent.after.clone()),
            };
            pending.push((parent.number, pages));
        }
        let mut numbered = Vec::new();
        for (number, pages) in &pending {
            numbered.push((*number, pages));
        }
        let (endpoint, variables) = (&self.query.endpoint, self.variables(position));
        self.layout
            .follow_up
            .with(|follow_up| follow_up.request(endpoint, &numbered, &variables, position.size))
    }

    /// Replaces the aliases of parents in the paths of errors by the parents' paths in the first response: `r3.reviews`
    /// becomes `nodes[3].reviews`.
    fn locate(&self, queue: Option<&Queue>, errors: &mut [GraphQLError]) {
        let asked = queue.map(Queue::asked).unwrap_or_default();
        for error in errors {
            let Some(PathSegment::Key(alias)) = error.path.first() else {
                continue;
            };
            let mut asked = asked.iter();
            let parent = asked.find(|parent| FollowUp::alias(parent.number) == *alias);
            if let Some(parent) = parent {
                let place = self.layout.parent(&parent.at, Vec::new()).path;
                error.path.splice(..1, place);
            }
        }
    }

    /// Counts the lost parents; an error if no error of the response explains one.
    fn accept(&self, lost: Vec<Lost>, errors: &[GraphQLError]) -> Result<usize, ErrorKind> {
        let nulls = lost.len();
        for Lost { number, kind } in lost {
            let alias = FollowUp::alias(number);
            let is_about = |error: &GraphQLError| match error.path.first() {
                Some(PathSegment::Key(key)) => *key == alias,
                _ => true,
            };
            if !errors.iter().any(is_about) {
                return Err(kind);
            }
        }
        Ok(nulls)
    }

    /// Decodes the envelope of a response. Errors that end the walk have paths of the query, also in a follow-up response.
    fn answer(
        &self,
        queue: Option<&Queue>,
        response: &Response<Bytes>,
    ) -> Result<Answer<Box<RawValue>>, ErrorKind> {
        match read_answer(response, &self.partial) {
            Err(ErrorKind::GraphQL { mut errors }) => {
                self.locate(queue, &mut errors);
                Err(ErrorKind::GraphQL { errors })
            }
            answer => answer,
        }
    }

    /// Assembles the pages of the parents in a response into one page.
    fn assemble(
        &self,
        queue: Option<&Queue>,
        connections: Vec<ReceivedConnection<'_>>,
        errors: &[GraphQLError],
    ) -> Result<Assembly<T>, ErrorKind> {
        let mut assembly = Assembly {
            items: Vec::new(),
            open: Vec::new(),
            stuck: None,
        };
        let reader = PageReader {
            layout: &self.layout,
            direction: self.direction,
            item: self.item,
            errors,
        };
        let start = self.start();
        for received in connections {
            let cursor = match queue {
                Some(queue) => queue.cursor_of(received.number),
                None => start.as_deref(),
            };
            reader.add(&mut assembly, received, cursor)?;
        }
        Ok(assembly)
    }

    /// The flag and the cursor of a page with the items of several parents.
    fn page_info(&self, next_page: &NextPage) -> PageInfo {
        let cursor = match next_page {
            NextPage::At(cursor) => Some(cursor.clone()),
            _ => None,
        };
        let mut page_info = PageInfo::default();
        let has_more = *next_page != NextPage::End;
        page_info.turn(self.direction, has_more, cursor);
        page_info
    }

    /// The queue after a response in which these parents have further pages.
    fn next_queue(&self, queue: Option<&Queue>, mut open: Vec<PendingParent>) -> Queue {
        if self.direction == Direction::Backward {
            open.reverse();
        }
        match queue {
            Some(queue) => queue.after(open, self.batch),
            None => Queue::first(open, self.batch),
        }
    }
}

impl<T: Send + 'static, D: Send + 'static> Source for ParentsSource<T, D> {
    type Item = T;
    type Data = D;

    fn operation(&self) -> &str {
        &self.query.name
    }

    fn order(&self) -> Order {
        self.direction.into()
    }

    fn has_several_lists(&self) -> bool {
        true
    }

    fn request(&self, position: &PageRequest) -> Result<http::Request<Bytes>, ErrorKind> {
        match &position.cursor {
            None => self.first_request(position),
            Some(cursor) => self.follow_up_request(&Queue::read(cursor)?, position),
        }
    }

    fn fingerprint(&self) -> Result<Fingerprint, ErrorKind> {
        let mut variables = self.query.variables.clone();
        if let Some((name, cursor)) = &self.query.start {
            insert(&mut variables, name, cursor.clone());
        }
        let variables = Value::Object(variables);
        Ok(Fingerprint::new(
            &self.query.fingerprinted,
            &variables.to_string(),
            &self.query.endpoint.to_string(),
        ))
    }

    fn identify(&self, body: &Bytes, count: usize, cursor: Option<&str>) -> Option<PageIdentities> {
        let text = std::str::from_utf8(body).ok()?;
        let mut items = Vec::new();
        let queue = cursor.and_then(|cursor| Queue::read(cursor).ok());
        let asked = queue.as_ref().map(Queue::asked).unwrap_or_default();
        for (list, item) in self.layout.items(text, asked) {
            if let Some(item) = item {
                items.push((list, serde_json::from_str(item.get()).ok()?));
            }
        }
        if items.len() != count {
            return None;
        }
        Some(identify_items(&items))
    }

    /// Each parent that was requested must have a new cursor.
    fn loop_keys(&self, cursor: &str) -> Vec<String> {
        Queue::read(cursor).unwrap_or_default().loop_keys()
    }

    fn read(
        &self,
        position: &PageRequest,
        response: &Response<Bytes>,
    ) -> Result<Fetched<T, D>, ErrorKind> {
        let queue = match &position.cursor {
            Some(cursor) => Some(Queue::read(cursor)?),
            None => None,
        };
        let Answer {
            data,
            mut errors,
            extensions,
        } = self.answer(queue.as_ref(), response)?;
        let data = data.ok_or(ErrorKind::NullConnection { path: &[] })?;
        let ParentConnections {
            connections,
            nulls,
            lost,
        } = match &queue {
            Some(queue) => self.layout.follow_up(queue.asked(), data.get())?,
            None => self.layout.first(data.get(), &errors)?,
        };
        let nulls = nulls + self.accept(lost, &errors)?;
        self.locate(queue.as_ref(), &mut errors);
        let Assembly { items, open, stuck } =
            self.assemble(queue.as_ref(), connections, &errors)?;
        let cursor = self.next_queue(queue.as_ref(), open).cursor();
        let next_page = match (stuck, cursor) {
            (Some(stuck), _) => stuck,
            (None, Some(cursor)) => NextPage::At(cursor),
            (None, None) => NextPage::End,
        };
        let answered = match queue {
            Some(_) => Answered::FollowUp,
            None => Answered::Query,
        };
        let connected = Connected::new(items, self.page_info(&next_page), None);
        let decoded = (self.data)(&data, answered)?;
        let mut page = page(connected, decoded, errors, self.direction);
        page.null_items += nulls;
        Ok(Fetched {
            page: Page { extensions, ..page },
            next_page,
            cut_lists: Vec::new(),
            fingerprint: None,
            is_refused: false,
        })
    }
}

//! What connections of one operation have to do with each other: equal names, shared objects and pages, variables of
//! the ones inside.

use super::detect::Binding;
use super::model::Obstacle;
use super::selected_connection::SelectedConnection;
use super::view::may_be_same_object;

/// Makes names unique when possible types have connections at the same path.
pub(crate) fn name_apart(found: &mut [SelectedConnection<'_, '_>]) {
    let paths: Vec<_> = found.iter().map(|found| found.path.clone()).collect();
    for found in found {
        if paths.iter().filter(|path| **path == found.path).count() > 1 {
            found.name = found.views[0].segments();
        }
    }
}

/// Notes the variables that the query uses in the connections inside each one.
pub(crate) fn note_inner_variables(found: &mut [SelectedConnection<'_, '_>]) {
    for outer in 0..found.len() {
        let (mut cursors, mut variables) = (Vec::new(), Vec::new());
        for inner in found.iter() {
            if inner.path.len() > found[outer].path.len()
                && inner.path.starts_with(&found[outer].path)
            {
                cursors.extend(inner.cursor_variables());
                let bindings = inner.arguments.all().into_iter();
                variables.extend(bindings.filter_map(Binding::variable_name));
            }
        }
        found[outer].inner_cursors = cursors;
        found[outer].inner_variables = variables;
    }
}

/// Notes for each connection the other fields of the query that may select it in the same object.
///
/// In `owner { repositories(first: 10) { … } ... on User { repositories(first: 10) { … } } }`, both must keep the same
/// arguments.
pub(crate) fn note_same_object(found: &mut [SelectedConnection<'_, '_>]) {
    for index in 0..found.len() {
        let mut same = vec![index];
        let mut checked = 0;
        while let Some(one) = same.get(checked).map(|place| &found[*place].paged) {
            for (place, other) in found.iter().enumerate() {
                if !same.contains(&place)
                    && other.paged.path == one.path
                    && may_be_same_object(&one.views[0].steps, &other.paged.views[0].steps)
                {
                    same.push(place);
                }
            }
            checked += 1;
        }
        let others = same[1..].iter().flat_map(|place| found[*place].own_ids());
        found[index].same_object = others.collect();
    }
}

/// Notes the obstacle of lists that are beside each other in one page: the field that marks the end belongs to one of them,
/// or to their total, and would end the walk of another one early.
pub(crate) fn note_shared_ends(found: &mut [SelectedConnection<'_, '_>]) {
    for index in 0..found.len() {
        let one = &found[index];
        let is_beside = |other: &SelectedConnection<'_, '_>| {
            other.paged.path == one.paged.path && other.path != one.path
        };
        if one.paged.paging.end.is_none() || !found.iter().any(is_beside) {
            continue;
        }
        let message = format!(
            "`{}` has several lists and one field that says whether more pages follow, so it is not known whose end that is",
            one.paged.path.join(".")
        );
        found[index].list_obstacles.push(Obstacle {
            message,
            help: "select each of them in a query of its own".to_owned(),
        });
    }
}

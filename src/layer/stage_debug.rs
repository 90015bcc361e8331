//! How a layer is printed for `{:?}`.

use core::fmt;

use crate::layer::dimensions::Dimensions;
use crate::layer::stage::Stage;

/// Writes a layer for `{:?}` as one line, `Dense 3 -> 12 relu, 48 parameters`, and for `{:#?}` with its fields.
pub(crate) fn debug(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    stage: &Stage,
    fields: &[(&str, &dyn fmt::Debug)],
) -> fmt::Result {
    outline(f, name, stage)?;
    if !f.alternate() {
        return Ok(());
    }
    let mut all = f.debug_struct("");
    fields.iter().for_each(|(name, value)| {
        all.field(name, value);
    });
    all.finish()
}

/// Writes a layer as [`debug`] does, with its tensors and its attributes as fields.
pub(crate) fn debug_tensors<T: fmt::Debug>(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    stage: &Stage,
    tensors: &[&[T]],
) -> fmt::Result {
    outline(f, name, stage)?;
    if !f.alternate() {
        return Ok(());
    }
    let mut all = f.debug_struct("");
    // A tensor that the layer doesn't have, as a bias with `no_bias`, is an empty slice, and isn't described.
    for (tensor, values) in stage.tensors.iter().zip(tensors.iter().filter(|values| !values.is_empty())) {
        all.field(tensor.name, values);
    }
    for attribute in stage.attributes {
        all.field(attribute.name, &attribute.value);
    }
    all.finish()
}

/// Writes what a layer is: `Dense 3 -> 12 relu, 48 parameters`.
fn outline(f: &mut fmt::Formatter<'_>, name: &str, stage: &Stage) -> fmt::Result {
    write!(f, "{name} {} -> {}", Dimensions(stage.input), Dimensions(stage.output))?;
    if stage.activation.name != Stage::EMPTY.activation.name {
        write!(f, " {}", stage.activation)?;
    }
    let parameters = stage.parameters();
    write!(f, ", {parameters} parameter{}", if parameters == 1 { "" } else { "s" })
}

//! The windows of convolutions and pools, as attributes of operators.

use alloc::vec::Vec;
use alloc::{format, vec};

use crate::layer::stage::Stage;
use crate::onnx::message::Attribute;

/// A window over one or two dimensions: a number of each.
pub(super) struct Window {
    pub(super) kernel: Vec<usize>,
    stride: Vec<usize>,
    /// How many zeros there are on either side. None for a pool.
    pad: Option<Vec<usize>>,
    dilation: Option<Vec<usize>>,
    /// Whether the zeros are at the start alone.
    causal: bool,
}

impl Window {
    /// The window of a layer, from its attributes: `kernel` over a series, `kernel_height` and `kernel_width` over an image.
    pub(super) fn of(stage: &Stage) -> Option<Self> {
        let sides: &[&str] = match stage.input.len() {
            2 => &[""],
            3 => &["_height", "_width"],
            _ => return None,
        };
        let read = |word: &str| sides.iter().map(|side| attribute(stage, &format!("{word}{side}"))).collect();
        let causal = attribute(stage, "causal") == Some(1);
        let (kernel, stride) = (read("kernel")?, read("stride")?);
        Some(Self { kernel, stride, pad: read("pad"), dilation: read("dilation"), causal })
    }

    /// The attributes of an operator, in the order of their names.
    pub(super) fn attributes(&self, groups: Option<usize>) -> Vec<Attribute> {
        let mut attributes = Vec::new();
        if let Some(dilation) = &self.dilation {
            attributes.push(Attribute::ints("dilations", dilation));
        }
        if let Some(groups) = groups {
            attributes.push(Attribute::int("group", i64::try_from(groups).unwrap_or(i64::MAX)));
        }
        attributes.push(Attribute::ints("kernel_shape", &self.kernel));
        if let Some(pad) = &self.pad {
            // At the start of each dimension, then at the end of each.
            let end = if self.causal { vec![0; pad.len()] } else { pad.clone() };
            attributes.push(Attribute::ints("pads", &[pad.clone(), end].concat()));
        }
        attributes.push(Attribute::ints("strides", &self.stride));
        attributes
    }
}

/// A number of a layer that is a count.
pub(super) fn attribute(stage: &Stage, name: &str) -> Option<usize> {
    let value = stage.attributes.iter().find(|attribute| attribute.name == name)?.value;
    // The counts of a declaration are far below 2^53.
    Some(value as usize)
}

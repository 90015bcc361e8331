//! The stages of a declaration in their places, with the shapes that they take and put out.

use proc_macro2::Ident;

use crate::declaration::{Declaration, Layer, Stage};
use crate::flow;
use crate::shape::Shape;
use crate::size::Size;

impl Declaration {
    /// The stages with the names of their fields and the shapes of their ends.
    pub(crate) fn fields(&self) -> Vec<Field<'_>> {
        let mut fields: Vec<Field> = Vec::new();
        for stage in &self.stages {
            let (inputs, before) =
                fields.last().map_or((self.input.clone(), None), |last| (last.outputs.clone(), Some(last.stage)));
            let position = fields.len() + 1;
            let outputs = flow::outputs(stage, &inputs, position);
            fields.push(Field { position, name: stage.field(position), inputs, outputs, before, stage });
        }
        fields
    }

    /// The shape that comes out.
    pub(crate) fn output(&self) -> Shape {
        self.fields().pop().map_or_else(|| self.input.clone(), |last| last.outputs)
    }

    /// The sizes that the compiler computes, each once.
    pub(crate) fn constants(&self) -> Vec<Size> {
        let fields = self.fields();
        let of_fields = fields.iter().flat_map(Field::sizes);
        let mut constants: Vec<Size> = Vec::new();
        for size in self.sizes().cloned().chain(of_fields) {
            let is_new = |name| constants.iter().all(|known| known.name() != Some(name));
            if size.name().is_some_and(is_new) {
                constants.push(size);
            }
        }
        constants
    }
}

/// A stage in its place.
pub(crate) struct Field<'a> {
    /// The first stage's is 1.
    pub(crate) position: usize,
    pub(crate) name: Ident,
    pub(crate) inputs: Shape,
    pub(crate) outputs: Shape,
    pub(crate) before: Option<&'a Stage>,
    pub(crate) stage: &'a Stage,
}

impl Field<'_> {
    /// The number of dimensions of its input; where only the compiler knows them, as its window has it, or 1.
    pub(crate) fn rank(&self) -> usize {
        flow::rank(self.stage, &self.inputs)
    }

    /// Its input as a grid: channels, height and width.
    pub(crate) fn input_grid(&self) -> [Size; 3] {
        self.grid(&self.inputs)
    }

    /// Its output as a grid: channels, height and width.
    pub(crate) fn output_grid(&self) -> [Size; 3] {
        self.grid(&self.outputs)
    }

    /// A shape as a grid. One that only the compiler knows is a vector, unless the stage has a window.
    fn grid(&self, shape: &Shape) -> [Size; 3] {
        match shape.dimensions().len() {
            0 if self.rank() == 1 => [shape.values(self.position), Size::fixed(1), Size::fixed(1)],
            0 => shape.grid(self.rank()),
            rank => shape.grid(rank),
        }
    }

    /// The input channels of a group.
    pub(crate) fn group_inputs(&self) -> Size {
        let [channels, ..] = self.input_grid();
        match &self.stage.layer {
            Layer::Kind { window: Some(window), .. } => {
                Size::share(&channels, &window.groups, self.position, window.span)
            }
            _ => channels,
        }
    }

    /// The number of heads among which its units are divided, if it has some.
    pub(crate) fn heads(&self) -> Option<Size> {
        let Layer::Kind { kind, numbers, .. } = &self.stage.layer else { return None };
        let ([features, ..], [units, ..]) = (self.input_grid(), self.output_grid());
        Some(Size::heads(kind.divisor(numbers)?, features, units, self.position, self.stage.span))
    }

    /// The sizes that follow from others.
    fn sizes(&self) -> Vec<Size> {
        let Layer::Kind { .. } = self.stage.layer else { return Vec::new() };
        let mut sizes: Vec<Size> = self.outputs.dimensions().to_vec();
        if self.stage.window().is_some() || self.inputs.is_of_a_stage() && self.rank() > 1 {
            sizes.splice(0..0, self.input_grid());
            sizes.push(self.group_inputs());
        }
        sizes.extend(self.heads());
        sizes
    }
}

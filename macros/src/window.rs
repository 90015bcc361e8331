//! The window of a convolution or a pool.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use crate::library::Library;
use crate::size::{Size, Slide};

/// A window as a declaration writes it. Each list has one number, for all directions, or one for down and one for right.
#[derive(Clone)]
pub(crate) struct Window {
    pub(crate) taps: Vec<Size>,
    pub(crate) stride: Vec<Size>,
    pub(crate) pad: Vec<Size>,
    pub(crate) dilation: Vec<Size>,
    pub(crate) groups: Size,
    /// Whether the values that the last window doesn't reach may be left out.
    pub(crate) floor: bool,
    /// Whether it reaches back from each step, over a series.
    pub(crate) causal: bool,
    /// What a declaration writes.
    pub(crate) span: Span,
}

/// The two directions, as indices.
const DOWN: usize = 0;
const RIGHT: usize = 1;

impl Window {
    /// The number of dimensions of the grid below it, as far as its numbers show: 3, those of an image, if one of them is for two
    /// directions, else 2.
    pub(crate) fn rank(&self) -> usize {
        if self.lists().iter().any(|list| list.len() == 2) { 3 } else { 2 }
    }

    fn lists(&self) -> [&Vec<Size>; 4] {
        [&self.taps, &self.stride, &self.pad, &self.dilation]
    }

    /// Taps, stride, pad and dilation in one direction, over a grid of `rank` dimensions.
    fn along(&self, direction: usize, rank: usize) -> [Size; 4] {
        if direction == DOWN && rank < 3 {
            return [1, 1, 0, 1].map(Size::fixed);
        }
        let at = |list: &Vec<Size>| list.get(direction).or(list.first()).cloned();
        self.lists().map(|list| at(list).unwrap_or_else(|| Size::made_up(self.span)))
    }

    /// The taps, down and to the right.
    pub(crate) fn taps(&self, rank: usize) -> [Size; 2] {
        [DOWN, RIGHT].map(|direction| {
            let [taps, ..] = self.along(direction, rank);
            taps
        })
    }

    /// How it moves over a grid of `rank` dimensions with this height and width.
    pub(crate) fn slides(&self, [height, width]: [&Size; 2], rank: usize, is_exact: bool) -> [Slide; 2] {
        [(DOWN, height), (RIGHT, width)].map(|(direction, size)| {
            let [taps, stride, pad, dilation] = self.along(direction, rank);
            Slide { size: size.clone(), taps, stride, pad, dilation, is_exact: is_exact && !self.floor }
        })
    }

    /// All sizes that it has written.
    pub(crate) fn sizes(&self) -> impl Iterator<Item = &Size> {
        self.lists().into_iter().flatten().chain([&self.groups])
    }

    /// The library's type, without the arguments at its end that are the default.
    pub(crate) fn typed(&self, rank: usize, library: &Library, owner: &Ident) -> TokenStream {
        let Library { window, stride, pad, unpadded, dilation, .. } = library;
        let [down, right] = [DOWN, RIGHT].map(|direction| self.along(direction, rank));
        let [height, width] = [&down[0], &right[0]].map(|taps| taps.typed(library, owner));
        let pairs = [(stride, 1, 1), (pad, 2, 0), (dilation, 3, 1)];
        let is_default = |at: usize, default| [&down[at], &right[at]].iter().all(|size| size.value() == Some(default));
        let count = pairs.iter().rposition(|(_, at, default)| !is_default(*at, *default)).map_or(0, |last| last + 1);
        let count = if self.causal { count.max(2) } else { count };
        let pairs = pairs[..count].iter().map(|(name, at, default)| {
            if *at == 2 && self.causal {
                let causal = &library.causal;
                let [taps, dilation] = [0, 3].map(|at| right[at].length(library, owner));
                return match (right[0].value(), right[3].value()) {
                    (Some(taps), Some(dilation)) => {
                        let steps = Literal::usize_unsuffixed(dilation * taps.saturating_sub(1));
                        quote!(#causal<#steps>)
                    }
                    _ => quote!(#causal<{ #dilation * (#taps - 1) }>),
                };
            }
            if *at == 2 && is_default(*at, *default) {
                return unpadded.clone();
            }
            let [down, right] = [&down[*at], &right[*at]].map(|size| size.argument(library, owner));
            quote!(#name<#down, #right>)
        });
        quote!(#window<#height, #width #(, #pairs)*>)
    }

    /// The taps as a declaration writes them.
    pub(crate) fn taps_text(&self) -> String {
        dimensions_text(&self.taps)
    }

    /// What a declaration writes behind the taps: `stride 2`, and so on. The window of a pool moves by its size unless it says
    /// otherwise, any other by 1.
    pub(crate) fn options_text(&self, is_of_a_pool: bool) -> Vec<String> {
        let one = [Size::fixed(1)];
        let stride = if is_of_a_pool { &self.taps[..] } else { &one };
        let lists = [
            ("stride", &self.stride, stride),
            ("pad", &self.pad, &[Size::fixed(0)]),
            ("dilation", &self.dilation, &one),
        ];
        let is_default = |list: &[Size], default: &[Size]| {
            let text = |sizes: &[Size], at: usize| sizes.get(at).or(sizes.first()).map(|size| size.text(true));
            (0..2).all(|at| text(list, at) == text(default, at))
        };
        let lists = lists.into_iter().filter(|(_, list, default)| !is_default(list, default));
        let groups = (self.groups.value() != Some(1)).then(|| format!("groups {}", self.groups.text(true)));
        let floor = self.floor.then(|| "floor".to_owned());
        let causal = self.causal.then(|| "causal".to_owned());
        let words = groups.into_iter().chain(floor).chain(causal);
        lists.map(|(word, list, _)| format!("{word} {}", dimensions_text(list))).chain(words).collect()
    }
}

/// Several sizes with an `x` between them.
pub(crate) fn dimensions_text(sizes: &[Size]) -> String {
    let separator = if sizes.iter().all(|size| size.value().is_some()) { "x" } else { " x " };
    sizes.iter().map(|size| size.text(true)).collect::<Vec<_>>().join(separator)
}

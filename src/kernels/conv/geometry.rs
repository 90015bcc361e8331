//! What a convolution reads for each of its outputs, and where that lies in memory.

use crate::grid::window_positions;
use crate::message::Message;

/// The sizes of a convolution. Pairs are down and right.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Geometry {
    /// Channels, height and width of the input.
    pub(crate) input: [usize; 3],
    /// Channels, height and width of the output.
    pub(crate) output: [usize; 3],
    pub(crate) taps: [usize; 2],
    pub(crate) stride: [usize; 2],
    pub(crate) pad: [usize; 2],
    pub(crate) dilation: [usize; 2],
    pub(crate) groups: usize,
    /// Whether the output ends with the input, before the positions of the window that reach beyond it.
    pub(crate) causal: bool,
}

impl Geometry {
    /// Whether zeros stand around the input.
    pub(crate) const fn is_padded(&self) -> bool {
        self.pad[0] + self.pad[1] > 0
    }

    /// The input's height and width with its padding.
    pub(crate) const fn padded(&self) -> [usize; 2] {
        [self.input[1] + 2 * self.pad[0], self.input[2] + 2 * self.pad[1]]
    }

    /// How many values the input has with its padding.
    pub(crate) const fn padded_len(&self) -> usize {
        let [height, width] = self.padded();
        height * width * self.input[0]
    }

    /// How many values the input has.
    pub(crate) const fn input_len(&self) -> usize {
        self.input[0] * self.input[1] * self.input[2]
    }

    /// How many values the output has.
    pub(crate) const fn output_len(&self) -> usize {
        self.output[0] * self.output[1] * self.output[2]
    }

    /// How many values an output is the product of.
    pub(crate) const fn inputs(&self) -> usize {
        self.taps[0] * self.taps[1] * (self.input[0] / self.groups)
    }

    /// The sizes once they are known to fit, which every kernel relies on.
    ///
    /// # Panics
    ///
    /// If a size is 0, if the groups don't divide the channels, or if the window takes another number of positions than the
    /// output has.
    pub(crate) const fn checked(self) -> Self {
        let Self { input, output, taps, stride, pad, dilation, groups, causal } = self;
        let (mut index, mut least) = (0, groups);
        while index < 3 {
            least = smaller(least, smaller(input[index], output[index]));
            if index < 2 {
                least = smaller(least, smaller(taps[index], smaller(stride[index], dilation[index])));
            }
            index += 1;
        }
        assert!(least > 0, "the sizes, the stride, the dilation and the groups of a convolution are at least 1");
        if !input[0].is_multiple_of(groups) || !output[0].is_multiple_of(groups) {
            let message = Message::new().number(groups).text(" groups don't divide ").number(input[0]);
            let message = message.text(" input channels and ").number(output[0]).text(" output channels");
            panic!("{}", message.as_str());
        }
        index = 0;
        while index < 2 {
            let positions = window_positions(input[index + 1], taps[index], stride[index], pad[index], dilation[index]);
            let ends_early = causal && index == 1 && output[2] <= positions;
            if positions != output[index + 1] && !ends_early {
                let message = Message::new().text("the window of a convolution takes ").number(positions);
                let message = message.text(if index == 0 { " positions down" } else { " positions to the right" });
                let message = message.text(", and its output has ").number(output[index + 1]);
                panic!("{}", message.as_str());
            }
            index += 1;
        }
        self
    }

    /// The convolution that leads from d to dL/dx, if that is how it is computed: each value of dx gathers from d what its
    /// window's positions left there, with the weights in reverse. The channels of dx fill the lanes then.
    ///
    /// Measured on a Zen 3, against scattering, as shares of the FMA peak with all copies: 16 channels of 14x14 by 3x3 with
    /// padding 86 % and 74 %, 32 of 8x8 83 % and 80 %, 16 of 128 steps by 3 71 % and 61 %.
    pub(crate) const fn backward(&self) -> Option<Self> {
        let Self { input, output, taps, stride, pad, dilation, groups, causal } = *self;
        let plain = stride[0] * stride[1] * dilation[0] * dilation[1] * groups == 1;
        // Without padding there are more values to gather than positions to scatter from.
        let few = 8 * input[1] * input[2] <= 9 * output[1] * output[2];
        if causal || !plain || !few || input[0] < 16 || pad[0] >= taps[0] || pad[1] >= taps[1] {
            return None;
        }
        let pad = [taps[0] - 1 - pad[0], taps[1] - 1 - pad[1]];
        Some(Self { input: output, output: input, pad, ..*self })
    }

    /// Where the values lie that each output reads, in an input without padding or with it.
    pub(crate) const fn sweep(&self) -> Sweep {
        let Self { input, output, taps, stride, dilation, groups, .. } = *self;
        let (channels, [_, width]) = (input[0], self.padded());
        let adjoining = groups == 1 && (dilation[1] == 1 || taps[1] == 1);
        Sweep {
            positions: [output[1], output[2]],
            steps: [stride[0] * width * channels, stride[1] * channels],
            runs: [taps[0], if adjoining { 1 } else { taps[1] }],
            distances: [dilation[0] * width * channels, dilation[1] * channels],
            length: if adjoining { taps[1] * channels } else { channels / groups },
            groups,
            outputs: output[0] / groups,
        }
    }
}

const fn smaller(a: usize, b: usize) -> usize {
    if a < b { a } else { b }
}

/// How a window moves over an image in memory: the values that an output reads are runs of adjoining ones. Pairs are down and
/// right; distances are in values.
///
/// Channels adjoin, so a row of the window is one run; with dilation or groups each of its taps is a run of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sweep {
    /// How many outputs there are of each channel.
    pub(super) positions: [usize; 2],
    /// The distance between what neighbouring outputs read.
    pub(super) steps: [usize; 2],
    /// How many runs the window has.
    pub(super) runs: [usize; 2],
    /// The distance between neighbouring runs.
    pub(super) distances: [usize; 2],
    /// How many values a run has.
    pub(in crate::kernels) length: usize,
    /// How many groups of channels there are, each with a convolution of its own. The runs of the next group begin where those
    /// of this one end.
    pub(super) groups: usize,
    /// How many outputs a group has for each position.
    pub(super) outputs: usize,
}

impl Sweep {
    /// How many outputs there are for each position.
    pub(super) fn channels(&self) -> usize {
        self.groups * self.outputs
    }
    /// Where value `t` of a window lies.
    pub(super) fn offset(&self, t: usize) -> usize {
        let (run, value) = (t / self.length, t % self.length);
        run / self.runs[1] * self.distances[0] + run % self.runs[1] * self.distances[1] + value
    }
}

//! Networks over time: step by step, and windows that continue one another.

use crate::blocks;
use crate::gradient::Gradient;
use crate::layer::stream::Causal;
use crate::loss::Loss;
use crate::network::contract::Network;
use crate::network::error::Error;
use crate::real::Real;
use crate::samples::SamplesFor;
use crate::shape::Length;
use crate::simd::dispatch::dispatch;
use crate::state::State;

/// What programs do with a network over time: run it step by step, and train it over recordings longer than a window. Every
/// [`Network`] has these methods; the prelude brings them into reach.
pub trait Streams: Network {
    /// Runs one step of a stream: returns the output for a frame, and changes the state. Only a network whose stages are all causal
    /// has it, so that no output waits for a later input: see [`State`].
    ///
    /// A frame is a step of the series that the network takes; of any other input it is the input. Steps from a new state have the
    /// outputs of a window, [`predict`](Network::predict), but for the last digit: a dense stage over a window adds in another order. The
    /// number of steps isn't bounded by the window. Nothing is allocated, and nothing panics.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Filter< 16x2 -> rnn 3 -> 1 >; }
    ///
    /// let net = Filter::init(&mut ChaCha8Rng::seed_from_u64(42));
    /// let mut state = State::<Filter>::new();
    /// let first: [f32; 1] = net.step(&[1.0, 0.0], &mut state);
    /// assert_ne!(net.step(&[1.0, 0.0], &mut state), first); // it remembers
    /// ```
    ///
    /// A function for any network that streams asks for [`Steps`](crate::layer::Steps):
    ///
    /// ```
    /// use staticnn::layer::Steps;
    /// use staticnn::prelude::*;
    ///
    /// fn play<N: Network<Stream = Steps>>(net: &N, frames: &[N::Frame]) -> Vec<N::FrameOutput> {
    ///     let mut state = State::<N>::new();
    ///     frames.iter().map(|frame| net.step(frame, &mut state)).collect()
    /// }
    ///
    /// network! { struct Filter< 16x2 -> rnn 3 -> 1 >; }
    ///
    /// assert_eq!(play(&Filter::zeros(), &[[1.0, 0.0]; 20]), [[0.0]; 20]);
    /// ```
    fn step(&self, frame: &Self::Frame, state: &mut State<Self>) -> Self::FrameOutput
    where
        Self::Stream: Causal,
    {
        dispatch!(isa => blocks::step(isa, self, frame, state))
    }

    /// Runs a step of a stream for each frame of a buffer, as [`step`](Self::step) does: faster by what a call costs, 4 to 8 ns.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Filter< 16x2 -> rnn 3 -> 1 >; }
    ///
    /// let net = Filter::init(&mut ChaCha8Rng::seed_from_u64(42));
    /// let (mut state, mut output) = (State::<Filter>::new(), [[0.0]; 100]);
    /// net.run(&[[1.0, 0.0]; 100], &mut output, &mut state)?;
    /// assert_eq!(output[0], net.step(&[1.0, 0.0], &mut State::new()));
    /// # Ok::<(), staticnn::network::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Lengths`] if `output` is longer or shorter than `input`; the state is then as it was.
    fn run(&self, input: &[Self::Frame], output: &mut [Self::FrameOutput], state: &mut State<Self>) -> Result<(), Error>
    where
        Self::Stream: Causal,
    {
        if input.len() != output.len() {
            return Err(Error::Lengths { inputs: input.len(), outputs: output.len() });
        }
        dispatch!(isa => for (frame, output) in input.iter().zip(output) {
            *output = blocks::step(isa, self, frame, state);
        });
        Ok(())
    }

    /// [`gradient`](Network::gradient) for windows that continue those of the call before: truncated backpropagation through time, over
    /// recordings that are longer than a window. Sample r of a call starts from the state in which sample r of the call before has
    /// ended; derivatives stay within the window. Recurrent stages carry their state, and causal convolutions the steps that they reach back; an
    /// attention and `positions` start anew with each window.
    ///
    /// The first call starts from new states; so do the first after [`Gradient::restart`] and the first after a call of
    /// [`gradient`](Network::gradient).
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Amp< 16x1 -> gru 2 -> 1 >; }
    ///
    /// let recording: Vec<[f32; 1]> = (0..64).map(|t| [(0.1 * t as f32).sin()]).collect();
    /// let net = Amp::init(&mut ChaCha8Rng::seed_from_u64(42));
    /// let mut gradient = Gradient::<Amp>::boxed();
    /// for window in recording.chunks_exact(16) {
    ///     let window: [[f32; 1]; 16] = window.try_into()?;
    ///     let (x, targets) = ([window], [window]);
    ///     let samples = Samples::from((&x, &targets));
    ///     let loss = net.gradient_carried(&samples, &Mse, &mut gradient)?; // then a step of an optimizer
    ///     assert!(loss > 0.0);
    /// }
    /// gradient.restart(); // before another recording
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::CarriedSamples`] if there are more samples than a block holds, whose states the gradient keeps; nothing is computed.
    fn gradient_carried<L: Loss<Self::Output, Self::Head>>(
        &self,
        samples: &impl SamplesFor<Self::Input, L::Target>,
        loss: &L,
        gradient: &mut Gradient<Self>,
    ) -> Result<Self::Scalar, Error> {
        let (samples, most) = (samples.samples(), Self::Block::VALUE);
        if samples.len() > most {
            return Err(Error::CarriedSamples { most, found: samples.len() });
        }
        let loss = blocks::gradient_carried::<Self, Self::Head, L>(self, &samples, loss, gradient);
        Ok(Self::Scalar::from_f64(loss))
    }
}

impl<N: Network> Streams for N {}

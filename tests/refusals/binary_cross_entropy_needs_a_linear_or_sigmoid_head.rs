use staticnn::prelude::*;

network! { struct Choice< 2 -> 3 softmax >; }

fn main() {
    let samples = Samples::from((&[[1.0, 2.0]], &[[0.0, 1.0, 0.0]]));
    let _ = Choice::zeros().loss(&samples, &BinaryCrossEntropy);
}

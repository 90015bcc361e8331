use staticnn::prelude::*;

network! { struct Classifier< 2 -> 3 softmax >; }

fn main() {
    let samples = Samples::from((&[[1.0, 2.0]], &[Class::<4>::new(3).unwrap()]));
    let _ = Classifier::zeros().loss(&samples, &CrossEntropy);
}

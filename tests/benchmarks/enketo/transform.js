// An XForm becomes Enketo's HTML and model. Not timed: its server does this once.
import { transform } from 'enketo-transformer/web';

window.transform = async (xform) => {
  const { form, model } = await transform({ xform });
  return { form, model };
};

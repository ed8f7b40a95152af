package dev.pointsman.learned.task;

import java.util.List;

/**
 * What people write to assistants about all sorts of things, one sentence a line: the measure of how common an n-gram is, and of how alike
 * a text is to texts that have nothing to do with it. Written for this purpose.
 */
final class Background {
    private static final String ENGLISH = """
            What is the best way to get from the airport to the city centre?
            Can you help me plan a birthday party for my daughter?
            I would like to know more about the history of this town.
            Please write a short poem about the sea in autumn.
            How long does it take to boil an egg?
            Tell me the difference between the two options and which one you would choose.
            Give me a list of ten things to do on a rainy day.
            Which of the following statements is true?
            Could you explain that again in simpler words?
            Why is the sky blue during the day and red in the evening?
            Summarise the text below in three sentences.
            Translate this paragraph into French, please.
            My neighbour keeps parking in front of my house. What should I do?
            I am looking for a present for a friend who likes gardening.
            Write an email to my landlord about the broken heating.
            What are the most important things to think of before buying a car?
            Find the value of x in the equation below.
            How many people live in the largest city of the country?
            Who wrote the book that the film was based on?
            Make this sound more polite and less direct.
            There are five boxes on a table and each of them holds three apples.
            I have been feeling tired for a few weeks and do not know why.
            The company was founded by two brothers more than a hundred years ago.
            What do you think about the new proposal that was discussed yesterday?
            Write a function that takes a list and returns the largest element.
            Let me know if there is anything else that you need from me.
            Is it possible to change the date of my booking without paying a fee?
            Describe the picture and say what is happening in the background.
            The train leaves at nine and arrives four hours later.
            Compare the advantages and disadvantages of working from home.
            What would have happened if they had not signed the agreement?
            Suggest a name for a small bakery near the station.
            Extract all names and dates from the following message.
            How do I remove a coffee stain from a white shirt?
            She asked him whether he had already finished his homework.
            Rewrite the second paragraph so that it is half as long.
            What is the meaning of this word, and where does it come from?
            Create a table with the columns name, price and quantity.
            Choose the correct answer and give a reason for it.
            I want to learn how to play the guitar. Where should I start?
            According to the report, sales went up by ten percent last year.
            Give an example of each and explain why it matters.
            How much water should a person drink in a day?
            The meeting has been moved to Thursday because of the holiday.
            What is the name of the river that flows through the capital?
            Write a story about a dog that gets lost in the mountains.
            Do you have any advice for a first job interview?
            Please check the following text for mistakes and correct them.
            How does a refrigerator keep food cold?
            We are a small team and need a plan for the next three months.
            What can I cook with potatoes, onions and some cheese?
            In the experiment, half of the group received nothing at all.
            Turn these notes into a clear and friendly announcement.
            Which planet is closest to the sun?
            It is important that the result can be used by other people as well.
            Tell me a joke that I can use in my speech tomorrow.
            My phone does not turn on any more. What could be the reason?
            Explain the main idea of the article to someone without any background.
            A man walks around a field that is twice as long as it is wide.
            I would be grateful if you could send me the documents by Friday.
            What are some good exercises for the back?
            Sort the following items by importance.
            When was the bridge built, and who paid for it?
            Write three questions that I could ask in the discussion.
            The weather will be warm and sunny at the weekend.
            How can I make my garden more attractive for birds and bees?
            What is the probability that both of them are chosen?
            Answer with yes or no and nothing else.
            He did not know that the shop had closed a long time ago.
            Give me some ideas for a healthy breakfast.
            Which changes would you make to the design of this page?
            The first sentence says what the rest of the page is about.
            How do you say good morning in different languages?
            Please continue the conversation from where we stopped.
            What was the most important event of that century?
            Is there a train or a bus that goes there directly?
            They agreed to meet at the corner next to the old library.
            Calculate the total cost including tax and delivery.
            What happens to the body during sleep?
            Write a product description for a wooden chair.
            The following is a conversation between a customer and an agent.
            Could you recommend a film that is suitable for children?
            Why did so many of them leave the country at that time?
            List the steps that are needed to open an account.
            I need to know which of these two is cheaper in the long run.
            What rights does a person have in such a case?
            Use the information above to answer the question.
            The new rules apply to everyone who lives or works here.
            How should I reply to this message without being rude?
            Show me how to do it step by step.
            What did people eat in the middle ages?
            It depends on the size of the room and the number of windows.
            Name three reasons why the project failed.
            You are a helpful assistant who answers briefly and clearly.
            Here is some more context about what I am trying to do.
            At what age do children usually learn to read?
            The file is attached. Please have a look and tell me what you think.
            What is the capital of the country with the most islands?
            Think about it carefully before you give the answer.
            Not sure if this is the right place to ask, but I will try anyway.
            """;
    private static final String OTHER_LANGUAGES = """
            Wie komme ich am besten vom Bahnhof zum Flughafen?
            Kannst du mir bitte erklären, was das Wort bedeutet und woher es kommt?
            Ich möchte einen Brief an meine Bank schreiben, weil etwas nicht stimmt.
            Was ist der Unterschied zwischen den beiden und welches ist besser für mich?
            Schreibe eine kurze Zusammenfassung von dem Text, der unten steht.
            Gib mir eine Liste mit fünf Ideen für das Wochenende mit der Familie.
            Quelle est la meilleure façon de visiter la ville en deux jours ?
            Pouvez-vous m'expliquer la différence entre ces deux mots, s'il vous plaît ?
            Je voudrais écrire une lettre à mon propriétaire pour lui dire que le chauffage est en panne.
            Donne-moi une liste de cinq idées pour un repas simple et pas trop cher.
            Est-ce que c'est possible de changer la date de ma réservation ?
            ¿Cuál es la mejor manera de aprender un idioma en poco tiempo?
            Por favor, escribe un resumen del texto que está más abajo.
            Me gustaría saber qué puedo hacer con los niños cuando llueve.
            Dame una lista de las cosas más importantes que hay que ver en la ciudad.
            ¿Por qué el cielo es azul y no de otro color?
            Qual è il modo migliore per andare dalla stazione al centro?
            Vorrei sapere che cosa posso cucinare con le patate e un po' di formaggio.
            Scrivi una breve lettera per il mio amico che si sposa a giugno.
            Spiegami come funziona e perché è così importante per tutti.
            Qual é a melhor forma de poupar dinheiro todos os meses?
            Gostaria de saber mais sobre a história desta cidade e das pessoas que nela vivem.
            Escreve um resumo do texto e diz-me o que achas dele.
            Wat is de beste manier om van het station naar het centrum te komen?
            Ik wil graag weten hoe het werkt en waarom het niet meer aan gaat.
            Schrijf een korte tekst over de zee en het weer in de herfst.
            """;

    private Background() {}

    static List<String> sentences() {
        return (ENGLISH + OTHER_LANGUAGES).lines().toList();
    }
}
